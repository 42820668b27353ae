/** The interface in Arabic. */
import { people } from "./ar_people.ts";
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

function foundMessages(count: number): string {
  return counted(count, {
    zero: "لم يُعثر على شيء",
    one: "رسالة واحدة",
    two: "رسالتان",
    few: "# رسائل",
    other: "# رسالة",
  });
}

const list = new Intl.ListFormat(locale);

/** People besides those who were named. */
function otherPeople(count: number): string {
  return counted(count, {
    zero: "لا أحد غيرهم",
    one: "شخص آخر",
    two: "شخصان آخران",
    few: "# أشخاص آخرين",
    many: "# شخصًا آخر",
    other: "# شخص آخر",
  });
}

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

  people: {
    heading: "الحاضرون الآن",
    you: "أنت",
    more: (count) => `و${otherPeople(count)}`,
    showMore: (count) => `عرض ${number(count)} آخرين`,
    loading: "جارٍ التحميل…",
    failed: "تعذّر تحميل الباقين.",
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

  switcher: {
    heading: "الانتقال إلى غرفة",
    field: "اسم الغرفة",
    placeholder: "الانتقال إلى غرفة…",
    current: "أنت هنا",
    create: (name) => `إنشاء الغرفة «${isolate(name)}»`,
    loading: "جارٍ تحميل غرف أخرى…",
    failed: "تعذّر تحميل قائمة الغرف الأخرى.",
    nothing: "لا غرفة بهذا الاسم، ولا يصلح اسمًا لغرفة جديدة.",
    found: (count) =>
      counted(count, {
        zero: "لا غرف",
        one: "غرفة واحدة",
        two: "غرفتان",
        few: "# غرف",
        other: "# غرفة",
      }),
  },

  createRoom: {
    heading: "إنشاء غرفة",
    name: "الاسم",
    help: "حروف وأرقام، وبينها مسافة أو نقطة أو _ أو -.",
    address: (name) => `سيكون اسمها ${isolate(name)}.`,
    exists: (name) => `الغرفة ${isolate(name)} موجودة بالفعل.`,
    submit: "إنشاء الغرفة",
    open: "فتحها",
    cancel: "إلغاء",
    tooLong: (max) => `هذا الاسم طويل: الحد الأقصى هو ${number(max)} حرفًا.`,
    unfit: "استخدم حروفًا وأرقامًا، ولا تضع مسافة أو نقطة أو _ أو - إلا بينها.",
    refused: "لا يسمح لك هذا الخادم بإنشاء غرف جديدة. اطلب ذلك ممن يديره، أو انتقل إلى غرفة موجودة.",
    signedOut: "انتهت جلستك. أعد تحميل الصفحة للانضمام مرة أخرى.",
    unreachable: "تعذّر الوصول إلى الخادم الآن. حاول مجددًا بعد قليل.",
    taken: "هذا الاسم مأخوذ. اختر اسمًا آخر.",
    topic: "الموضوع",
    topicHelp: "ما تدور حوله الغرفة، إن شئت.",
  },

  room: {
    visibilities: { public: "عامة", unlisted: "غير مدرجة", private: "خاصة" },
    visibilityHelp: {
      public: "في قائمة الغرف، ومفتوحة للجميع.",
      unlisted: "ليست في أي قائمة؛ يدخلها من يعرف اسمها.",
      private: "للمدعوين فقط؛ أما غيرهم فلا وجود لها عندهم.",
    },
    archived: "مؤرشفة",
  },

  details: {
    heading: (room) => `عن ${isolate(room)}`,
    close: "إغلاق التفاصيل",
    files: "الملفات",
    leave: "مغادرة هذه الغرفة",
    leaveHelp: "تُزال من قائمتك، ويبقى ما قيل فيها. رابطها يعيدك إليها.",
  },

  search: {
    heading: (room) => `البحث في ${isolate(room)}`,
    close: "إغلاق البحث",
    field: "ما تبحث عنه",
    placeholder: "بحث…",
    hints: "يمكنك أيضًا كتابة:",
    examples: [
      { query: "from:سلمى", meaning: "ما قاله شخص ما" },
      { query: '"شاي أخضر"', meaning: "كلمات متتالية" },
      { query: "after:2026-11-01", meaning: "منذ يوم ما" },
    ],
    searching: "جارٍ البحث…",
    found: (count, isMore) => isMore ? `أكثر من ${foundMessages(count)}` : foundMessages(count),
    nothing: `جرّب كلمات أقل، أو بداية كلمة تليها نجمة: ${isolate("شا*")}`,
    failed: "لم ينجح البحث.",
    retry: "إعادة المحاولة",
    more: "عرض الأقدم",
    loadingMore: "جارٍ التحميل…",
    moreFailed: "تعذّر تحميل الأقدم.",
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

  actions: {
    label: (name) => `إجراءات رسالة ${isolate(name)}`,
    reactWith: (emoji) => `تفاعل بـ ${isolate(emoji)}`,
    react: "إضافة تفاعل",
    reply: "رد",
    edit: "تعديل",
    more: "المزيد",
    copyText: "نسخ النص",
    copyLink: "نسخ الرابط",
    copied: "تم النسخ",
    copyFailed: (text) => `تعذّر النسخ. هذا هو النص: ${isolate(text)}`,
    remove: "حذف",
    withKey: (label, key) => `${label} (${isolate(key)})`,
  },

  deletion: {
    heading: "حذف هذه الرسالة؟",
    detail: "ستُحذف لكل من في الغرفة، ولا يمكن لأحد استعادتها.",
    withFiles: "وتُحذف ملفاتها معها.",
    confirm: "حذف",
    keep: "إبقاء الرسالة",
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
    waits: "تنتظر الاتصال",
    cancel: "إلغاء",
    failed: "لم تُرسل.",
    fileGone: "أحد ملفاتها لم يعد موجودًا: ما لا يُرسل خلال يوم يُزال. عدّلها لترى أيها.",
    foreign: (name) => `كُتبت باسم ${isolate(name)}، ولم تُرسل.`,
    edit: "تعديل",
    retry: "إعادة المحاولة",
    discard: "تجاهل",
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
    replyingTo: "ردًّا على",
    replyingToUnknown: "ردّ على رسالة سابقة",
    replyGone: "حُذفت تلك الرسالة. سيُرسل ما تكتبه رسالةً مستقلة.",
    cancelReply: "إلغاء الرد",
    emoji: "إدراج رمز تعبيري",
    editing: "تعديل رسالتك",
    editingKeys: `${isolate("Escape")} للإلغاء`,
    cancelEdit: "إلغاء التعديل",
    editGone: "حُذفت تلك الرسالة في هذه الأثناء.",
    makeNew: "تحويلها إلى رسالة جديدة",
    save: "حفظ",
    saving: "جارٍ الحفظ…",
    saved: "حُفظ تعديلك.",
    emptied: "لم يبقَ منها شيء. هل تريد حذف الرسالة؟",
    remove: "حذف",
  },

  formatting: {
    label: "التنسيق",
    bold: "غامق",
    italic: "مائل",
    strike: "يتوسطه خط",
    code: "رموز برمجية",
    codeBlock: "كتلة رموز برمجية",
    quote: "اقتباس",
    list: "قائمة",
    link: "رابط",
  },

  suggestions: {
    label: { mention: "أشخاص للإشارة إليهم", emoji: "الرموز التعبيرية" },
    found: (count) =>
      `${
        counted(count, {
          zero: "لا اقتراحات",
          one: "اقتراح واحد",
          two: "اقتراحان",
          few: "# اقتراحات",
          many: "# اقتراحًا",
          other: "# اقتراح",
        })
      }. الأسهم للتنقل، و${isolate("Enter")} للاختيار.`,
  },

  status: {
    connecting: "جارٍ الاتصال…",
    retrying: "جارٍ إعادة الاتصال…",
    waiting: "انقطع الاتصال. إعادة الاتصال",
    waitingIn: (seconds) => `خلال ${number(seconds)} ث`,
    waitingWith: (count) => `انقطع الاتصال، ${messagesWait(count)}. إعادة الاتصال`,
    offline: "لا اتصال بالإنترنت. ستُرسل الرسائل عند عودته.",
    offlineWith: (count) => `لا اتصال بالإنترنت. ${messagesWait(count)}.`,
    messagesWait,
    retryNow: "إعادة الاتصال الآن",
  },

  dialog: { close: "إغلاق" },

  part: {
    loading: "جارٍ التحميل…",
    failed: "تعذّر تحميل هذا الجزء من الصفحة. أعد تحميل الصفحة للحصول عليه.",
  },

  settings: {
    heading: "الإعدادات",
    you: "أنت",
    youAre: (name) => `يراك الآخرون باسم ${isolate(name)}.`,
    rename: "تغيير الاسم",
    account: "حسابك",
    theme: "المظهر",
    themes: { system: "حسب النظام", light: "فاتح", dark: "داكن" },
    language: "اللغة",
    browserLanguage: "حسب المتصفح",
    keyboard: "لوحة المفاتيح",
    letterKeys: "اختصارات بمفتاح واحد",
    letterKeysDetail: `مثل ${isolate("C")} أو ${
      isolate("?")
    }. أوقفها إن كنت تُملي على حاسوبك أو تضغط المفاتيح سهوًا.`,
    allShortcuts: "عرض كل الاختصارات",
  },

  shortcutSheet: {
    heading: "اختصارات لوحة المفاتيح",
    groups: {
      everywhere: "في كل مكان",
      room: "في الغرفة",
      writing: "أثناء الكتابة",
      message: "على الرسالة المحدَّدة",
    },
    lettersOff: "الاختصارات بمفتاح واحد متوقفة في الإعدادات.",
    keys: {
      command: "Command",
      option: "Option",
      shift: "Shift",
      enter: "Enter",
      delete: "Delete",
      up: "أعلى",
      down: "أسفل",
    },
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

  endings: {
    session: {
      heading: "انتهت جلستك",
      detail: "انضم من جديد للمتابعة. لم يضع شيء مما قيل.",
      action: "الانضمام من جديد",
    },
    removed: {
      heading: "لم تعد في هذه الغرفة",
      detail: "أخرجك منها أحد المشرفين عليها، أو ألغى الدعوة التي دخلت بها. اسأله إن أردت العودة.",
      action: "إلى صفحة البداية",
    },
    gone: {
      heading: "لم تعد هذه الغرفة موجودة",
      detail: "حُذفت، أو أصبحت خاصة. إن كنت تعرف من يشرف عليها فاطلب منه دعوة.",
      action: "إلى صفحة البداية",
    },
    tooMany: {
      heading: "الغرفة مفتوحة في أماكن كثيرة",
      detail: "أغلق بعض علامات التبويب الأخرى لهذه الغرفة، ثم أعد تحميل هذه الصفحة.",
      action: "إعادة تحميل الصفحة",
    },
    other: {
      heading: "أنهى الخادم المحادثة",
      detail: "ربما هذه الصفحة أقدم من الخادم. إعادة تحميلها تكفي عادةً.",
      action: "إعادة تحميل الصفحة",
    },
  },

  errors: {
    outbox_full: "هناك رسائل كثيرة تنتظر. حاول مجددًا عندما يُرسل بعضها.",
    rate_limited: "كان ذلك سريعًا بعض الشيء. انتظر قليلًا ثم تابع.",
    too_long: "هذه الرسالة أطول من اللازم. قسّمها وأرسل كل جزء وحده.",
    empty: "لا شيء لإرساله. اكتب شيئًا أولًا.",
    forbidden: "لا يمكنك القيام بذلك هنا. اطلبه من مالك الغرفة.",
    not_found: "لم يعد ذلك موجودًا؛ ربما حذفه أحد.",
    unauthenticated: "انتهت جلستك. أعد تحميل الصفحة للانضمام مرة أخرى.",
    unavailable: "تعذّر على الخادم حفظ ذلك الآن. حاول مجددًا بعد قليل.",
    offline: "لا اتصال الآن. حاول مجددًا عند عودته.",
    bad_request: "لم يستطع الخادم استخدام ذلك. راجع ما كتبته وحاول مجددًا.",
    conflict: "تغيّر شيء في هذه الأثناء. انظر مجددًا ثم حاول مرة أخرى.",
    quota: "بلغ العدد الحد الأقصى المسموح به.",
  },
};
