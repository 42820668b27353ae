/** What is only said by parts of the page that load late, in Arabic. */
import { otherPeople, people } from "./ar_people.ts";
import { countsIn } from "./counts.ts";
import { isolate } from "./isolate.ts";
import type { LateTexts } from "./texts.ts";

const { number, counted } = countsIn("ar-u-nu-latn");

function foundMessages(count: number): string {
  return counted(count, {
    zero: "لم يُعثر على شيء",
    one: "رسالة واحدة",
    two: "رسالتان",
    few: "# رسائل",
    other: "# رسالة",
  });
}

/** Every text that is not in `ar.ts`. */
export const late: LateTexts = {
  /** What a message that does not get on waits for, and what to do about it. */
  pending: {
    waits: "تنتظر الاتصال",
    cancel: "إلغاء",
    foreign: (name) => `كُتبت باسم ${isolate(name)}، ولم تُرسل.`,
    edit: "تعديل",
    retry: "إعادة المحاولة",
    discard: "تجاهل",
  },

  /** Around the box: what becomes of what is written. */
  writing: {
    heldBack: "ما كنت تكتبه",
    replyingTo: "ردًّا على",
    replyingToUnknown: "ردّ على رسالة سابقة",
    replyGone: "حُذفت تلك الرسالة. سيُرسل ما تكتبه رسالةً مستقلة.",
    cancelReply: "إلغاء الرد",
    editing: "تعديل رسالتك",
    editingKeys: `${isolate("Escape")} للإلغاء`,
    cancelEdit: "إلغاء التعديل",
    editGone: "حُذفت تلك الرسالة في هذه الأثناء.",
    makeNew: "تحويلها إلى رسالة جديدة",
    saving: "جارٍ الحفظ…",
    emptied: "لم يبقَ منها شيء. هل تريد حذف الرسالة؟",
    remove: "حذف",
  },

  /** Instead of a connection. */
  away: {
    waitingWith: (messages) => `انقطع الاتصال، ${messages}. إعادة الاتصال`,
    offlineWith: (messages) => `لا اتصال بالإنترنت. ${messages}.`,
    waiting: "انقطع الاتصال. إعادة الاتصال",
    waitingIn: (seconds) => `خلال ${number(seconds)} ث`,
    retryNow: "إعادة الاتصال الآن",
  },

  formatting: {
    bold: "غامق",
    italic: "مائل",
    strike: "يتوسطه خط",
    code: "رموز برمجية",
    codeBlock: "كتلة رموز برمجية",
    quote: "اقتباس",
    list: "قائمة",
    link: "رابط",
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

  people: {
    heading: "الحاضرون الآن",
    you: "أنت",
    more: (count) => `و${otherPeople(count)}`,
    showMore: (count) => `عرض ${number(count)} آخرين`,
    loading: "جارٍ التحميل…",
    failed: "تعذّر تحميل الباقين.",
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

  details: {
    close: "إغلاق التفاصيل",
    leave: "مغادرة هذه الغرفة",
    leaveHelp: "تُزال من قائمتك، ويبقى ما قيل فيها. رابطها يعيدك إليها.",
  },

  room: {
    visibilityHelp: {
      public: "في قائمة الغرف، ومفتوحة للجميع.",
      unlisted: "ليست في أي قائمة؛ يدخلها من يعرف اسمها.",
      private: "للمدعوين فقط؛ أما غيرهم فلا وجود لها عندهم.",
    },
  },

  search: {
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

  createRoom: {
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

  shortcutSheet: {
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

  switcher: {
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

  settings: {
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

  deletion: {
    heading: "حذف هذه الرسالة؟",
    detail: "ستُحذف لكل من في الغرفة، ولا يمكن لأحد استعادتها.",
    withFiles: "وتُحذف ملفاتها معها.",
    confirm: "حذف",
    keep: "إبقاء الرسالة",
  },

  direct: {
    write: (name) => `مراسلة ${isolate(name)} على انفراد`,
    strangers: "لا يمكن بدء هذا إلا مع من هو حاضر في هذه الغرفة أو كتب فيها قريبًا. انتظر حتى يعود.",
    about: (name) =>
      `ما تكتبه أنت و${isolate(name)} هنا مختوم: لا تفتحه إلا أجهزتكما، ولا يفتحه هذا الخادم.`,
    more: "كيف تُختم",
    level: (name) => `الإشعارات برسائل ${isolate(name)}`,
    hide: "إخفاء هذه المحادثة",
    hideHelp: "تختفي من قائمتك، وتعود عندما يُقال فيها شيء جديد.",
    lastDevice:
      "هذا جهازك الوحيد ولا يوجد أرشيف: لن يتمكن أحد من قراءة رسائلك المباشرة بعد الآن، ولا أنت. هل تريد تسجيل الخروج رغم ذلك؟",
  },
  management: {
    heading: "الإشراف على الغرفة",
    loading: "جارٍ التحميل…",
    failed: "تعذّر تحميل هذه القائمة.",
    retry: "إعادة المحاولة",
    more: "عرض المزيد",
    cancel: "إلغاء",
    roles: { owner: "مالك", moderator: "مشرف", member: "عضو", reader: "قارئ" },
    roleHelp: {
      moderator: "يقرأ ويكتب، ويدعو الناس ويكتمهم ويخرجهم ويحظرهم.",
      member: "يقرأ ويكتب.",
      reader: "يقرأ ولا يكتب.",
    },
    durations: {
      tenMinutes: "10 دقائق",
      hour: "ساعة واحدة",
      day: "يوم واحد",
      week: "أسبوع واحد",
      forGood: "بلا نهاية",
    },

    members: {
      heading: "الأعضاء",
      empty: "لا أعضاء في هذه الغرفة بعد. ادعُ الناس، أو امنح أحد الحاضرين دورًا.",
      since: (time) => `منذ ${isolate(time)}`,
      mutedUntil: (time) => `مكتوم حتى ${isolate(time)}`,
      cameBy: (label) => `دخل عبر «${isolate(label)}»`,
      cameByLink: "دخل عبر رابط",
    },

    person: {
      menu: (name) => `إجراءات بشأن ${isolate(name)}`,
      role: "تغيير الدور…",
      roleHeading: (name) => `ما المسموح به لـ ${isolate(name)}؟`,
      roleConfirm: "تغيير الدور",
      roleSet: (name, role) => `الدور الجديد لـ ${isolate(name)}: ${role}`,
      mute: "كتم…",
      muteHeading: (name) => `كتم ${isolate(name)}؟`,
      muteDetail: "تبقى القراءة متاحة، وتتوقف الكتابة طوال هذه المدة.",
      muteConfirm: "كتم",
      muted: (name, time) => `كُتم ${isolate(name)} حتى ${isolate(time)}`,
      unmute: "إنهاء الكتم",
      unmuted: (name) => `يمكن لـ ${isolate(name)} الكتابة مجددًا`,
      remove: "إخراج…",
      removeHeading: (name) => `إخراج ${isolate(name)}؟`,
      removeDetail: {
        open: "يُخرج من الغرفة. الغرفة مفتوحة فتمكن العودة إليها؛ الحظر يمنع ذلك.",
        private: "يُخرج من الغرفة، ولا يعود إلا بدعوة جديدة.",
      },
      removeConfirm: "إخراج",
      removed: (name) => `أُخرج ${isolate(name)}`,
      ban: "حظر…",
      banHeading: (name) => `حظر ${isolate(name)}؟`,
      banDetail: {
        open:
          "يُخرج من الغرفة ويُمنع من دخولها طوال هذه المدة. يمكن للضيف أن يدخل غرفة مفتوحة باسم جديد؛ أما الخاصة فتمنع الغرباء.",
        private: "يُخرج من الغرفة ويُمنع من دخولها طوال هذه المدة، ثم يحتاج إلى دعوة جديدة.",
      },
      banConfirm: "حظر",
      banned: (name) => `حُظر ${isolate(name)}`,
      handOver: "نقل الملكية…",
      handOverHeading: (name) => `نقل ملكية الغرفة إلى ${isolate(name)}؟`,
      handOverDetail: "تصبح الغرفة له، وتصبح أنت مشرفًا. ولا يعيدها إليك غيره.",
      handOverConfirm: "نقل الملكية",
      handedOver: (name) => `أصبح ${isolate(name)} مالك الغرفة`,
    },

    bans: {
      heading: "المحظورون",
      empty: "لا أحد محظور. يظهر هنا من تحظره، ويمكنك السماح له بالدخول مجددًا.",
      until: (time) => `حتى ${isolate(time)}`,
      forGood: "بلا نهاية",
      over: "انتهى الحظر",
      by: (name) => `بقرار من ${isolate(name)}`,
      lift: "السماح بالدخول",
      liftOf: (name) => `السماح بالدخول مجددًا لـ ${isolate(name)}`,
      lifted: (name) => `يمكن لـ ${isolate(name)} الدخول مجددًا`,
    },

    invites: {
      heading: "دعوة الناس",
      detail: "من لديه الرابط يدخل هذه الغرفة، ولا يحتاج إلى حساب.",
      role: "الدور عند الدخول",
      expires: "مدة الصلاحية",
      never: "دائمًا",
      uses: "لكم شخص",
      anyNumber: "أي عدد",
      label: "ملاحظة لك",
      labelExample: "لجنة الشاي",
      guestName: "الاسم",
      guestNameHelp: "اتركه فارغًا ليختار كلٌّ اسمه.",
      make: "إنشاء رابط",
      made: "أُنشئ الرابط",
      madeDetail: "أرسله الآن: يظهر هذه المرة فقط ولا يُحفظ في أي مكان.",
      secret: "الرابط",
      copy: "نسخ الرابط",
      copied: "نُسخ",
      copyFailed: "تعذّر النسخ. حدّد الرابط وانسخه بنفسك.",
      code: "الرابط رمزًا للمسح",
      another: "إنشاء رابط آخر",
      list: "الروابط حتى الآن",
      empty: "لا روابط بعد. أنشئ رابطًا في الأعلى وأرسله إلى من تريد حضوره.",
      unnamed: "بلا ملاحظة",
      used: (uses) => `الداخلون: ${number(uses)}`,
      usedOf: (uses, maxUses) => `الداخلون: ${number(uses)} من ${number(maxUses)}`,
      until: (time) => `صالح حتى ${isolate(time)}`,
      named: (name) => `باسم ${isolate(name)}`,
      states: { revoked: "أُلغي", used_up: "استُنفد", expired: "انتهت مدته" },
      came: (names) => `دخل به: ${names}`,
      revoke: "إلغاء الرابط",
      revokeOf: (label) => `إلغاء الرابط ${isolate(label)}`,
      revokeHeading: "إلغاء هذا الرابط؟",
      revokeDetail: "لن يدخل به أحد بعد الآن. لا يمكن التراجع عن ذلك.",
      keepGuests: "يبقى من دخل به",
      removeGuests: (count) => `إخراج من دخل به أيضًا: ${people(count)}`,
      revokeConfirm: "إلغاء الرابط",
      revokedNews: "أُلغي الرابط",
    },

    programs: { heading: "الروبوتات وخطافات الويب" },

    settings: {
      heading: "إعدادات الغرفة",
      topic: "الموضوع",
      topicHelp: "ما تدور حوله الغرفة. يظهر بجانب اسمها.",
      visibility: "من يمكنه الدخول",
      save: "حفظ",
      saved: "حُفظ",
      privateHeading: "جعل هذه الغرفة خاصة؟",
      privateDetail: "يُخرج الآن من ليس عضوًا فيها. ادعُ من تريد بقاءه أو امنحه دورًا أولًا.",
      privateConfirm: "جعلها خاصة",
      archive: "أرشفة الغرفة",
      archiveDetail: "تُقرأ بعد ذلك ولا يكتب فيها أحد. يمكنك التراجع عن هذا.",
      archiveConfirm: "أرشفة",
      archived: "أُرشفت الغرفة",
      unarchive: "إخراجها من الأرشيف",
      unarchiveDetail: "هذه الغرفة مؤرشفة: لا يمكن لأحد الكتابة فيها.",
      unarchived: "يمكن الكتابة هنا مجددًا",
      name: "الاسم",
      nameHelp: "تبقى روابط الاسم السابق تقود إلى هنا.",
      rename: "تغيير الاسم",
      renamed: (name) => `صار اسم الغرفة ${isolate(name)}`,
      delete: "حذف الغرفة",
      deleteHeading: (room) => `حذف ${isolate(room)} نهائيًا؟`,
      deleteDetail: "يُخرَج الجميع، ويُمحى كل ما قيل هنا. لا يمكن التراجع عن ذلك.",
    },
  },

  emoji: {
    label: "اختيار رمز تعبيري",
    search: "البحث عن رمز تعبيري",
    results: "النتائج",
    none: (query) => `لا رموز تعبيرية باسم «${isolate(query)}»`,
    recent: "المستخدمة حديثًا",
    groups: {
      smileys: "وجوه",
      people: "أشخاص",
      nature: "حيوانات ونباتات",
      food: "طعام وشراب",
      travel: "سفر وأماكن",
      activities: "أنشطة",
      objects: "أشياء",
      symbols: "رموز",
      flags: "أعلام",
    },
    kinds: "أنواع الرموز التعبيرية",
    tone: "لون البشرة",
    tones: {
      none: "بلا لون بشرة",
      light: "فاتح",
      mediumLight: "فاتح إلى متوسط",
      medium: "متوسط",
      mediumDark: "متوسط إلى داكن",
      dark: "داكن",
    },
    loading: "جارٍ تحميل الرموز التعبيرية",
    failed: "تعذّر تحميل الرموز التعبيرية.",
    tryAgain: "إعادة المحاولة",
    close: "إغلاق",
  },

  notifications: {
    heading: "الإشعارات",
    ask: "تفعيل الإشعارات",
    askDetail: "سيسألك متصفحك بعد ذلك إن كان لتطبيق Parley أن يعرضها.",
    show: "عرض الإشعارات",
    showDetail: "عندما لا تكون الغرفة أمامك.",
    denied: "يحظر متصفحك إشعارات هذا الموقع. يمكنك السماح بها في إعدادات الموقع بجانب العنوان.",
    insecure: `تتطلب الإشعارات ${isolate("https")}، وهذه الصفحة وصلت عبر ${
      isolate("http")
    }. يمكن لمن يدير هذا الخادم تغيير ذلك.`,
    install: "الإشعارات على هذا الجهاز للتطبيقات فقط: أضف Parley إلى الشاشة الرئيسية أولًا.",
    unsupported: "لا يمكن لهذا المتصفح عرض الإشعارات.",
    push: "أيضًا عندما يكون Parley مغلقًا",
    pushDetail: "تصل عبر خدمة الإشعارات في متصفحك، وهي لا تستطيع قراءتها.",
    pushFailed: "لم ينجح ذلك. رفضه المتصفح أو خدمة إشعاراته، أو تعذّر الوصول إليها.",
    rooms: "أبلغني عن",
    level: (room) => `الإشعارات من ${isolate(room)}`,
    levels: { all: "كل الرسائل", mentions: "الإشارات إليّ", none: "لا شيء" },
    notStored: "تعذّر على الخادم حفظ ذلك. حاول مجددًا بعد قليل.",
  },

  shortcuts: {
    help: "عرض هذه الاختصارات",
    helpWhileWriting: "عرضها في أثناء الكتابة",
    switchRoom: "الانتقال إلى غرفة أخرى",
    previousRoom: "الغرفة السابقة",
    nextRoom: "الغرفة التالية",
    search: "بحث",
    details: "تفاصيل الغرفة",
    write: "كتابة رسالة",
    toNewest: "إلى أحدث رسالة",
    editLast: "تعديل آخر رسالة لك، من مربع فارغ",
    bold: "غامق",
    italic: "مائل",
    strike: "يتوسطه خط",
    code: "رموز برمجية",
    reply: "رد",
    react: "تفاعل",
    edit: "تعديل",
    remove: "حذف",
  },

  photos: {
    heading: "الصور",
    removeLocation: "إزالة المكان من الصور",
    removeLocationDetail: `صور ${
      isolate("JPEG")
    } التي ترسلها تفقد مكان التقاطها وما سجّلته الكاميرا.`,
  },
};
