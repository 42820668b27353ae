/** The words of the dialog about bots and webhooks in Arabic. */
import { countsIn } from "./counts.ts";
import { isolate } from "./isolate.ts";
import type { ProgramTexts } from "./texts.ts";

const { number } = countsIn("ar-u-nu-latn");

/** Every text of the dialog that is not in `ar.ts`. */
export const programs: ProgramTexts = {
  copied: "نُسخ",
  copyFailed: "تعذّر النسخ. حدّده وانسخه بنفسك.",
  another: "إنشاء آخر",
  remove: "إزالة",
  removeOf: (name) => `إزالة ${isolate(name)}`,
  removeHeading: (name) => `إزالة ${isolate(name)}؟`,
  removed: (name) => `أُزيل ${isolate(name)}`,

  bots: {
    heading: "الروبوتات",
    detail: "الروبوت برنامج يتابع ما يُقال في هذه الغرفة، ويجيب إن سُمح له بالكتابة.",
    field: "اسم الروبوت",
    example: "الساعة",
    role: "دور الروبوت",
    make: "إنشاء روبوت",
    made: "أُنشئ الروبوت",
    madeDetail: "احفظ رمزه الآن: يظهر هذه المرة فقط. يرسله برنامجك مع كل طلب هكذا:",
    secret: "رمز الروبوت",
    copy: "نسخ الرمز",
    empty: "لا روبوتات بعد. أنشئ روبوتًا في الأعلى وأعطِ رمزه لبرنامجك.",
    removeDetail: "لن يصلح رمزه بعد الآن، ويبقى ما قاله. لا يمكن التراجع عن ذلك.",
  },

  hooks: {
    heading: "خطافات الويب الواردة",
    detail: "الخطاف الوارد يتيح لبرنامج أن يقول شيئًا هنا عبر عنوان، ولا شيء غير ذلك.",
    field: "اسم الخطاف",
    example: "الإصدارات",
    make: "إنشاء خطاف",
    made: "أُنشئ الخطاف",
    madeDetail: "احفظ عنوانه الآن: يظهر هذه المرة فقط. يقبل ما تقبله خطافات «سلاك»:",
    secret: "عنوان الخطاف",
    copy: "نسخ العنوان",
    empty: "لا خطافات بعد. أنشئ خطافًا في الأعلى وأعطِ عنوانه لمن لديه أخبار.",
    removeDetail: "لن يصلح عنوانه بعد الآن، ويبقى ما قاله. لا يمكن التراجع عن ذلك.",
  },

  webhooks: {
    heading: "خطافات الويب الصادرة",
    detail: "الخطاف الصادر يبلّغ برنامجًا في مكان آخر بكل ما يُقال في هذه الغرفة.",
    field: "عنوان البرنامج",
    help: "يبدأ بـ https، وباسم معروف على الإنترنت.",
    make: "إضافة الخطاف",
    made: "أُضيف الخطاف",
    madeDetail:
      "احفظ سرّه الآن: يظهر هذه المرة فقط. به يتحقق البرنامج من هذه الترويسة في كل ما يصله:",
    secret: "سرّ الخطاف",
    copy: "نسخ السرّ",
    empty: "لا خطافات بعد. أضف خطافًا في الأعلى ليُبلَّغ ذلك البرنامج منذ الآن.",
    removeDetail: "لن يُبلَّغ البرنامج بشيء بعد الآن. لا يمكن التراجع عن ذلك.",
    delivered: (seq) => seq === 0 ? "لا شيء يُرسل حتى الآن" : `وصل حتى الحدث ${number(seq)}`,
    failing: (time, why) => `يتعذّر منذ ${isolate(time)}: ${isolate(why)}`,
    paused: (why) => `متوقف نهائيًا: ${isolate(why)}. أزله وأضفه من جديد.`,
  },
};
