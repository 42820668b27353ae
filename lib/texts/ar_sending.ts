/** The words about files that are being sent, in Arabic. */
import { countsIn } from "./counts.ts";
import { isolate } from "./isolate.ts";
import type { SendingTexts } from "./texts.ts";

const locale = "ar-u-nu-latn";
const { counted } = countsIn(locale);
const percents = new Intl.NumberFormat(locale, { style: "percent" });

/** Every text about sending files that is not in `ar.ts`. */
export const sending: SendingTexts = {
  attach: "إرفاق ملفات",
  dropHere: (room) => `أفلت الملفات هنا لإرسالها إلى ${isolate(room)}`,
  list: "ملفات للإرسال",
  remove: (name) => `إزالة ${isolate(name)}`,
  cancel: (name) => `إلغاء ${isolate(name)}`,
  retry: "إعادة المحاولة",
  retryOf: (name) => `إعادة المحاولة: ${isolate(name)}`,
  progress: (name) => `ما أُرسل من ${isolate(name)}`,
  percent: (share) => isolate(percents.format(share)),
  states: {
    waiting: "ينتظر دوره",
    preparing: "جارٍ التحضير…",
    paused: "ينتظر الاتصال",
    done: "جاهز",
  },

  describe: "صف هذه الصورة لمن لا يراها",
  notDescribed: "بلا وصف بعد",

  began: (count, first) =>
    count === 1 ? `جارٍ إرسال ${isolate(first)}` : counted(count, {
      zero: "لا ملفات للإرسال",
      two: "جارٍ إرسال ملفين",
      few: "جارٍ إرسال # ملفات",
      many: "جارٍ إرسال # ملفًا",
      other: "جارٍ إرسال # ملف",
    }),
  done: (name) => `${isolate(name)} جاهز`,
  failed: (name, why) => `تعذّر إرسال ${isolate(name)}. ${why}`,

  waits: "تُرسل الرسالة حين تصل ملفاتها.",
  waitsForYou: "الرسالة تنتظر: تعذّر إرسال أحد ملفاتها. أعد المحاولة أو أزله.",
  takeBack: "ليس بعد",
  tookBack: "الرسالة تنتظر أن ترسلها.",

  dismiss: "إخفاء",
  tooMany: (max) =>
    counted(max, {
      one: "تحمل الرسالة ملفًا واحدًا على الأكثر. أرسله أولًا ثم البقية.",
      two: "تحمل الرسالة ملفين على الأكثر. أرسلهما أولًا ثم البقية.",
      few: "تحمل الرسالة # ملفات على الأكثر. أرسل هذه أولًا ثم البقية.",
      many: "تحمل الرسالة # ملفًا على الأكثر. أرسل هذه أولًا ثم البقية.",
      other: "تحمل الرسالة # ملف على الأكثر. أرسل هذه أولًا ثم البقية.",
    }),
  tooLarge: (name, limit) =>
    `${isolate(name)} أكبر من المسموح: حجم الملف هنا ${isolate(limit)} على الأكثر.`,
  empty: (name) => `لا شيء في ${isolate(name)}، فلا يمكن إرساله.`,
  noFolders: "لا يمكن إرسال المجلدات. افتح المجلد وأفلت ملفاته، أو اجمعها في أرشيف.",
  noFile: "لم يكن ذلك ملفًا. احفظه أولًا ثم أفلته من حيث حفظته.",
  notWhileEditing: "لا تُضاف ملفات إلى رسالة أُرسلت. أنهِ تعديلها أولًا.",

  failures: {
    unreadable: "لم تعد قراءته ممكنة. هل نُقل أو حُذف؟ أرفقه من جديد.",
    too_large: "هو أكبر مما يقبله هذا الخادم.",
    quota: "لم يبقَ له مكان. احذف ملفات لا يحتاجها أحد، أو اسأل مالك الغرفة.",
    not_found: "لم يعد على الخادم. أرفقه من جديد.",
    empty: "لا شيء فيه.",
    refused: "شيء بينك وبين الخادم لم يدعه يمر.",
  },
};
