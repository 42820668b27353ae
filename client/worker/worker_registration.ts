/** Where it is kept what the pages looked like that the worker has. */
const lookKey = "parley.look";

/**
 * Has the browser run the service worker, once the page has loaded: it shows pages without a
 * network, and what was pushed. Plain http from another machine has none, and goes without.
 */
export function registerWorker(): void {
  if (!("serviceWorker" in navigator)) return;
  // A browser may refuse it, as it does where cookies are blocked.
  const begin = () => void register().catch(() => {});
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
}

async function register(): Promise<void> {
  await navigator.serviceWorker.register("/service_worker.js");
  const { active } = await navigator.serviceWorker.ready;
  // The pages without a network have to have the language and the colours of the others.
  const { lang, dataset } = document.documentElement;
  const look = `${lang} ${dataset.theme}`;
  if (localStorage.getItem(lookKey) === look) return;
  const { port1, port2 } = new MessageChannel();
  // Only when the worker has them: otherwise the next page asks again.
  port1.onmessage = () => {
    port1.close();
    localStorage.setItem(lookKey, look);
  };
  active?.postMessage("freshen", [port2]);
}
