/** The words of the server's pages in Arabic. */
import { limits } from "../wire/limits.ts";
import { isolate } from "./isolate.ts";
import type { PageTexts } from "./texts.ts";

/** Every text of the pages that no script ever writes. */
export const pages: PageTexts = {
  description: "Parley: غرف للمحادثة المباشرة. اختر غرفة، وأرسل رابطها، وتحدّث.",
  languages: "اللغة",

  app: {
    description: "غرف للمحادثة المباشرة",
    chooseRoom: "اختيار غرفة",
  },

  landing: {
    heading: "غرفة ورابط، وتبدأ المحادثة",
    detail:
      "اختر غرفة واسمًا، ثم أرسل الرابط إلى الآخرين. لا تثبيت ولا حساب، ولا يضيع ما ترسله إن انقطع الاتصال.",
    room: "الغرفة",
    roomExample: "ركن-الشاي",
    roomHelp:
      "حروف وأرقام، وبينها مسافة أو نقطة أو _ أو -. الاسم الذي لم يُستخدم بعد يفتح غرفة جديدة.",
    rooms: "الغرف المفتوحة",
    noRooms: "لا توجد غرف مفتوحة بعد",
    noRoomsDetail: "سمِّ غرفة فتُفتح، وتظهر هنا لمن يأتي بعدك.",
  },

  entry: {
    name: "اسمك",
    nameExample: "سلمى",
    nameHelp: "هذا ما يراه الآخرون.",
    enter: "دخول الغرفة",
  },

  join: {
    title: (room) => `الانضمام إلى ${isolate(room)} · Parley`,
    heading: "الانضمام إلى",
    detail: "وصلك رابط هذه الغرفة. اكتب اسمك لتدخل.",
    otherRoom: "اختيار غرفة أخرى",
  },

  chat: { title: (room) => `${isolate(room)} · Parley` },

  offline: {
    heading: "لا اتصال بالإنترنت",
    detail:
      "تعذّر الوصول إلى Parley الآن؛ تعود هذه الصفحة من تلقاء نفسها عند عودة الاتصال. ما كتبته محفوظ على هذا الجهاز حتى ذلك الحين.",
    retry: "إعادة المحاولة",
  },

  noScript: {
    heading: "تحتاج المحادثة إلى JavaScript.",
    detail: "اسمح به لهذا الموقع ثم أعد تحميل الصفحة. كل ما عدا ذلك يعمل من دونه.",
    rooms: "إلى قائمة الغرف",
  },

  failure: {
    notFound: "لا شيء هنا",
    other: "لم ينجح ذلك",
    home: "إلى صفحة البداية",
  },

  reasons: {
    room_name_length:
      `يتكوّن اسم الغرفة من حرف واحد إلى ${limits.roomNameChars} حرفًا. اختر اسمًا بهذا الطول.`,
    room_name_signs:
      "هذا الاسم لا يصلح لغرفة. استخدم حروفًا وأرقامًا، ولا تضع مسافة أو نقطة أو _ أو - إلا بينها.",
    display_name_length: `يجب أن يتكوّن اسمك من حرف واحد إلى ${limits.displayNameChars} حرفًا.`,
    display_name_signs: "في اسمك رموز غير مرئية أو رموز تغيّر اتجاه الكتابة. احذفها من الاسم.",
    no_guests: "يتطلب هذا الخادم تسجيل الدخول؛ لا يكفي الاسم وحده.",
    no_room: "لا توجد غرفة بهذا الاسم، ولا يمكنك إنشاء غرف جديدة هنا.",
    banned: "حُظر دخولك إلى هذه الغرفة.",
    no_invite: "لم يعد هذا الرابط صالحًا. اطلب رابطًا آخر ممن أرسله.",
    no_page: "لا شيء في هذا العنوان. ربما فيه خطأ، أو حُذف ما كان فيه.",
    bad_address: "ترميز العنوان غير سليم. ربما نُسخ ناقصًا أو خطأً.",
    other_site: "جاء هذا الطلب من موقع آخر، ولم يُنفَّذ.",
    closing: "يُعاد تشغيل الخادم الآن. حاول مجددًا بعد قليل.",
    storage: "تعذّر على الخادم قراءة ذلك أو حفظه الآن. حاول مجددًا بعد قليل.",
    internal: "حدث خطأ في الخادم. يمكن لمن يديره معرفة السبب.",
  },
};
