/**
 * Says what the figures were measured on: processor, cores, kernel; Linux only.
 *
 * @returns Such as `Some Processor 3000, 8 cores, Linux 6.1.0`.
 */
export function describeMachine(): string {
  const [, model] = /^model name\s*: (.*)$/m.exec(Deno.readTextFileSync("/proc/cpuinfo")) ?? [];
  const processor = model ?? Deno.build.arch;
  return `${processor}, ${navigator.hardwareConcurrency} cores, Linux ${Deno.osRelease()}`;
}
