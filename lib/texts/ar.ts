/** The interface in Arabic. */
import { otherPeople, people } from "./ar_people.ts";
import { countsIn } from "./counts.ts";
import { isolate } from "./isolate.ts";
import type { Texts } from "./texts.ts";

// The digits are named, for not every version of ICU takes the same ones for Arabic.
const locale = "ar-u-nu-latn";
const { number, counted } = countsIn(locale);

/** How many there are to read, short enough for a tab. */
function titleCount(unread: number, isMore: boolean): string {
  return unread > 99 ? "99+" : `${number(unread)}${isMore ? "+" : ""}`;
}

function newMessages(count: number): string {
  return counted(count, {
    zero: "لا رسائل جديدة",
    one: "رسالة جديدة",
    two: "رسالتان جديدتان",
    few: "# رسائل جديدة",
    other: "# رسالة جديدة",
  });
}

/** What has not left yet. */
function messagesWait(count: number): string {
  return counted(count, {
    zero: "لا رسائل تنتظر",
    one: "رسالة واحدة تنتظر",
    two: "رسالتان تنتظران",
    few: "# رسائل تنتظر",
    other: "# رسالة تنتظر",
  });
}

function unreadMessages(count: number): string {
  return counted(count, {
    zero: "لا رسائل غير مقروءة",
    one: "رسالة غير مقروءة",
    two: "رسالتان غير مقروءتين",
    few: "# رسائل غير مقروءة",
    other: "# رسالة غير مقروءة",
  });
}

const list = new Intl.ListFormat(locale);

/** People besides those who were named. */
/** Every text that people see. */
export const ar: Texts = {
  appName: "Parley",
  locale,
  number,

  header: {
    home: "Parley، إلى صفحة البداية",
    search: (room) => `البحث في ${isolate(room)}`,
    copyLink: "نسخ الرابط",
    copied: "نُسخ الرابط",
    copyFailed: (link) => `تعذّر النسخ. الرابط هو ${isolate(link)}`,
    // The number stands on the button, so it has to be in its name (WCAG 2.5.3).
    people: (count) => `الحاضرون: ${number(count)}، عرض الأسماء`,
    settings: "الإعدادات",
  },

  kinds: { guest: "ضيف", bot: "روبوت" },

  rooms: {
    heading: "غرفك",
    show: (unread) => unread === 0 ? "عرض غرفك" : `عرض غرفك، ${unreadMessages(unread)}`,
    hide: "إخفاء غرفك",
    find: "البحث عن غرفة",
    create: "إنشاء غرفة",
    unread: unreadMessages,
    mentions: (count) =>
      counted(count, {
        zero: "لا إشارات إليك",
        one: "إشارة إليك",
        two: "إشارتان إليك",
        few: "# إشارات إليك",
        other: "# إشارة إليك",
      }),
    atLeast: (count) => isolate(`${number(count)}+`),
    trouble: "غير متصلة",
    ended: "لم تعد متاحة لك",
    remove: (room) => `إزالة ${isolate(room)} من قائمتك`,
    entered: (room, unread) =>
      unread === 0
        ? `الغرفة ${isolate(room)}`
        : `الغرفة ${isolate(room)}، ${unreadMessages(unread)}`,
  },

  direct: {
    heading: "مباشر",
    sealed: "مختوم: لا يقرؤه سواكما",
    here: "حاضر الآن",
    entered: (name, unread) =>
      unread === 0
        ? `الرسائل المباشرة مع ${isolate(name)}`
        : `الرسائل المباشرة مع ${isolate(name)}، ${unreadMessages(unread)}`,
    label: (name) => `رسالة إلى ${isolate(name)}`,
    placeholder: (name) => `اكتب إلى ${isolate(name)}`,
    sealedMessage: "رسالة مختومة",
    empty: "قل الكلمة الأولى. ما يُكتب هنا لا يقرؤه سواكما.",
    beginning: (name) => `من هنا تبدأ محادثتك مع ${isolate(name)}.`,
  },

  switcher: {
    heading: "الانتقال إلى غرفة",
  },

  createRoom: {
    heading: "إنشاء غرفة",
  },

  room: {
    visibilities: { public: "عامة", unlisted: "غير مدرجة", private: "خاصة" },
    archived: "مؤرشفة",
  },

  details: {
    heading: (room) => `عن ${isolate(room)}`,
    files: "الملفات",
  },

  search: {
    heading: (room) => `البحث في ${isolate(room)}`,
  },

  log: {
    label: (room) => `الرسائل في ${isolate(room)}`,
    loading: "جارٍ تحميل الرسائل",
    loadingPage: { older: "جارٍ تحميل رسائل أقدم", newer: "جارٍ تحميل رسائل أحدث" },
    pageFailed: "تعذّر تحميل تلك الرسائل.",
    tryAgain: "إعادة المحاولة",
    beginning: (room) => `هذه بداية الغرفة ${isolate(room)}.`,
    newMessages,
    toNewest: "إلى الأحدث",
  },

  unread: {
    line: "جديد",
    count: (count, isMore) => isMore ? `أكثر من ${newMessages(count)}` : newMessages(count),
    since: (count, time) => `${newMessages(count)} منذ ${isolate(time)}`,
    markRead: "تعليمها كمقروءة",
  },

  empty: {
    heading: "المكان هادئ حتى الآن",
    detail: "ابدأ الحديث، أو أرسل الرابط إلى من تودّ التحدث معهم.",
    privateDetail: "ابدأ الحديث. يدخل الآخرون بدعوة من المشرفين على الغرفة.",
  },

  away: {
    heading: "لا اتصال",
    detail: "سيظهر ما قيل هنا عند عودة الاتصال، ويُرسل حينها ما تكتبه.",
  },

  message: {
    edited: "معدّلة",
    editedAt: (time) => `عُدّلت ${isolate(time)}`,
    deleted: "حُذفت هذه الرسالة.",
    files: (count) =>
      counted(count, {
        zero: "لا ملفات",
        one: "ملف واحد",
        two: "ملفان",
        few: "# ملفات",
        many: "# ملفًا",
        other: "# ملف",
      }),
    picture: (what) => `صورة: ${isolate(what)}`,
    mentionsYou: "تشير إليك",
    whatToDo: "ما العمل",
    justNow: "الآن",
    minutes: (count) =>
      counted(count, {
        zero: "الآن",
        one: "قبل دقيقة",
        two: "قبل دقيقتين",
        few: "قبل # دقائق",
        other: "قبل # دقيقة",
      }),
    imageAt: (host) => `صورة في ${isolate(host)}`,
    code: "شفرة",
    copyCode: "نسخ",
  },

  reactions: {
    label: "التفاعلات",
    reaction: (emoji, count, who) => `${isolate(emoji)} ${number(count)}: ${who}`,
    who: (names, others) => {
      if (names.length === 0) return people(others);
      const all = names.map(isolate);
      return list.format(others > 0 ? [...all, otherPeople(others)] : all);
    },
    you: "أنت",
    add: "إضافة تفاعل",
  },

  reply: {
    to: "ردًّا على",
    loading: "ردّ على رسالة سابقة",
    failed: "تعذّر تحميل الرسالة الأصلية.",
    gone: "لم تعد الرسالة الأصلية موجودة.",
    notThere: "لم تعد هذه الرسالة موجودة. هذا ما قيل حولها.",
    notYet: "لا توجد رسالة بهذا الرقم بعد. هذه أحدث الرسائل.",
    notReached: "تعذّر تحميل الرسائل التي حولها. حاول مجددًا بعد قليل.",
  },

  pending: {
    waiting: "جارٍ الإرسال…",
    failed: "لم تُرسل.",
    fileGone: "أحد ملفاتها لم يعد موجودًا: ما لا يُرسل خلال يوم يُزال. عدّلها لترى أيها.",
    toldWaiting: "رسالتك تنتظر، وستُرسل عند عودة الاتصال.",
    toldNone: "لم تعد هناك رسائل تنتظر.",
    atRisk: "لا يمكن لهذا المتصفح حفظ ما ينتظر. أبقِ الصفحة مفتوحة حتى تُرسل رسائلك.",
  },

  copy: { copy: "نسخ النص", copied: "نُسخ النص" },

  announcement: {
    message: (name, text, time) => `${isolate(name)}: ${isolate(text)}، ${isolate(time)}`,
    replied: (name) => `ردّ من ${isolate(name)}`,
    repliedTo: (name, to) => `${isolate(name)} ردًّا على ${isolate(to)}`,
    lost: "انقطع الاتصال. جارٍ إعادة الاتصال…",
    connected: "عاد الاتصال.",
  },

  typing: {
    one: (name) => `يكتب ${isolate(name)}…`,
    two: (first, second) => `يكتب ${isolate(first)} و${isolate(second)}…`,
    several: "يكتب عدة أشخاص…",
  },

  composer: {
    label: (room) => `رسالة إلى ${isolate(room)}`,
    placeholder: (room) => `اكتب في ${isolate(room)}`,
    send: "إرسال",
    hint: `${isolate("Shift + Enter")} لسطر جديد`,
    left: (count) =>
      counted(count, {
        zero: "لم يتبقَّ أي حرف",
        one: "تبقّى حرف واحد",
        two: "تبقّى حرفان",
        few: "تبقّت # أحرف",
        many: "تبقّى # حرفًا",
        other: "تبقّى # حرف",
      }),
    over: (count) =>
      counted(count, {
        zero: "لا أحرف زائدة",
        one: "حرف واحد زائد",
        two: "حرفان زائدان",
        few: "# أحرف زائدة",
        many: "# حرفًا زائدًا",
        other: "# حرف زائد",
      }),
    readOnly: "يمكنك القراءة هنا فقط. للكتابة، اطلب ذلك من مالك الغرفة.",
    muted: (until) =>
      `كُتمت حتى ${isolate(until)}. يمكنك القراءة، ويعود مربع الكتابة من تلقاء نفسه حينها.`,
    archived: "هذه الغرفة مؤرشفة: تُقرأ ولا يُكتب فيها شيء بعد الآن.",
    free: "يمكنك الكتابة هنا الآن.",
    emoji: "إدراج رمز تعبيري",
    save: "حفظ",
    saved: "حُفظ تعديلك.",
  },

  formatting: {
    label: "التنسيق",
  },

  status: {
    offline: "لا اتصال بالإنترنت. ستُرسل الرسائل عند عودته.",
    connecting: "جارٍ الاتصال…",
    retrying: "جارٍ إعادة الاتصال…",
    messagesWait,
  },

  dialog: { close: "إغلاق" },

  part: {
    loading: "جارٍ التحميل…",
    failed: "تعذّر تحميل هذا الجزء من الصفحة. أعد تحميل الصفحة للحصول عليه.",
  },

  settings: {
    heading: "الإعدادات",
  },

  shortcutSheet: {
    heading: "اختصارات لوحة المفاتيح",
  },

  days: { today: "اليوم", yesterday: "أمس" },

  title: (room, unread, isMore) =>
    unread === 0
      ? `${isolate(room)} · Parley`
      : `(${isolate(titleCount(unread, isMore))}) ${isolate(room)} · Parley`,

  notice: {
    dismiss: "إخفاء",
    newEpoch: "أُعيد تشغيل الخادم، ولم تعد الرسائل السابقة في هذه الغرفة موجودة.",
    newestOnly: "مضى وقت طويل على غيابك؛ هذه أحدث الرسائل. مرّر إلى الأعلى لرؤية غيرها.",
  },

  landing: {
    nobody: "لا أحد هنا الآن",
    here: (count) => `${people(count)} هنا`,
    news: (count) =>
      count >= 1_000 ? `أكثر من ${number(999)} جديدة` : counted(count, {
        one: "رسالة جديدة",
        two: "رسالتان جديدتان",
        few: "# رسائل جديدة",
        other: "# رسالة جديدة",
      }),
  },

  errors: {
    outbox_full: "هناك رسائل كثيرة تنتظر. حاول مجددًا عندما يُرسل بعضها.",
    rate_limited: "كان ذلك سريعًا بعض الشيء. انتظر قليلًا ثم تابع.",
    too_long: "هذه الرسالة أطول من اللازم. قسّمها وأرسل كل جزء وحده.",
    empty: "لا شيء لإرساله. اكتب شيئًا أولًا.",
    forbidden: "لا يمكنك القيام بذلك هنا. اطلبه من مالك الغرفة.",
    not_found: "لم يعد ذلك موجودًا؛ ربما حذفه أحد. أعد تحميل الصفحة لتتأكد.",
    unauthenticated: "انتهت جلستك. أعد تحميل الصفحة للانضمام مرة أخرى.",
    unavailable: "تعذّر على الخادم حفظ ذلك الآن. حاول مجددًا بعد قليل.",
    offline: "لا اتصال الآن. حاول مجددًا عند عودته.",
    bad_request: "لم يستطع الخادم استخدام ذلك. راجع ما كتبته وحاول مجددًا.",
    conflict: "تغيّر شيء في هذه الأثناء. انظر مجددًا ثم حاول مرة أخرى.",
    quota: "بلغ العدد الحد الأقصى المسموح به. احذف ما لم تعد تحتاجه.",
    too_large: "هذا أكبر مما يقبله الخادم. صغّره أو أرسله على أجزاء.",
    too_slow: "استغرق وصول ذلك وقتًا طويلًا. حاول مجددًا باتصال أفضل.",
    unsupported_media: "لا يعرف الخادم ما هذا. أعد تحميل الصفحة ثم حاول مرة أخرى.",
    unknown_type: "لا يعرف الخادم ما هذا. أعد تحميل الصفحة ثم حاول مرة أخرى.",
  },
};
