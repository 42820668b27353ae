/** Colours code. Heavy, so it is imported when the first block of code comes into view. */
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import lua from "highlight.js/lib/languages/lua";
import markdown from "highlight.js/lib/languages/markdown";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import shell from "highlight.js/lib/languages/shell";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import { sanitize } from "./sanitize.ts";

const languages = {
  ...{ bash, c, cpp, csharp, css, diff, dockerfile, go, ini, java, javascript, json, kotlin, lua },
  ...{ markdown, php, python, ruby, rust, shell, sql, swift, typescript, xml, yaml },
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** The languages that are guessed, where none is named: those that are told apart well. */
const guessed = ["bash", "css", "diff", "go", "java", "javascript", "json", "python", "rust"]
  .concat("sql", "typescript", "xml", "yaml");
/** UTF-16 units past which guessing takes longer than a reader should wait for anything else. */
const maxGuessedUnits = 3_000;
/** How sure a guess has to be, as highlight.js counts. */
const minRelevance = 8;

/**
 * Makes safe HTML of code, with a class for each part that has a meaning. What is code is escaped;
 * it is sanitised all the same, since nothing else that people write becomes HTML.
 *
 * @param language As it was written behind the fence; without one it is guessed.
 * @returns `undefined` for a language that is not known, and where a guess would be a bad one.
 */
export function highlight(code: string, language?: string): string | undefined {
  const html = language === undefined ? guess(code) : colour(code, language);
  return html === undefined ? undefined : sanitize(html);
}

function colour(code: string, language: string): string | undefined {
  if (hljs.getLanguage(language) === undefined) return undefined;
  return hljs.highlight(code, { language, ignoreIllegals: true }).value;
}

function guess(code: string): string | undefined {
  if (code.length > maxGuessedUnits) return undefined;
  const { relevance, value } = hljs.highlightAuto(code, guessed);
  return relevance < minRelevance ? undefined : value;
}
