/** The words about files that were sent, in Arabic. */
import { countsIn } from "./counts.ts";
import { isolate } from "./isolate.ts";
import type { FileTexts } from "./texts.ts";

const { number } = countsIn("ar-u-nu-latn");

/** Every text about files that is not in `ar.ts`. */
export const files: FileTexts = {
  kinds: {
    image: "صورة",
    audio: "صوت",
    video: "مقطع مرئي",
    pdf: "مستند PDF",
    archive: "أرشيف",
    text: "نص",
    table: "جدول",
    slides: "عرض شرائح",
    other: "ملف",
  },
  download: (name) => `تنزيل ${isolate(name)}`,
  goTo: (name) => `الانتقال إلى الرسالة التي فيها ${isolate(name)}`,
  notLoaded: "تعذّر التحميل",
  notPlayed: "لا يمكن تشغيله هنا",
  retry: "إعادة المحاولة",
  opening: (name) => `جارٍ فتح ${isolate(name)}`,
  play: (name) => `تشغيل ${isolate(name)}`,
  failures: {
    offline: "تعذّر التحميل: لا يمكن الوصول إلى الخادم",
    not_found: "لم يعد على الخادم",
    damaged: "تالف: ليس ما أُرسل",
  },

  list: {
    heading: (room) => `ملفات ${isolate(room)}`,
    close: "إغلاق الملفات",
    loading: "جارٍ تحميل الملفات",
    failed: "لم تُحمَّل الملفات.",
    empty: "لا ملفات بعد",
    emptyDetail: "ما يُرفق بالرسائل هنا يظهر في هذه القائمة.",
    begin: "ابدأ بملف منك.",
    more: "عرض الأقدم",
    loadingMore: "جارٍ التحميل…",
    moreFailed: "لم تُحمَّل الملفات الأقدم.",
  },

  viewer: {
    heading: "الصور",
    close: "إغلاق الصورة",
    previous: "الصورة السابقة",
    next: "الصورة التالية",
    place: (index, count) => `${number(index)} من ${number(count)}`,
    enlarge: "عرض بالحجم الكامل",
    fit: "ملاءمة النافذة",
    download: "تنزيل",
    goTo: "الانتقال إلى الرسالة",
  },
};
