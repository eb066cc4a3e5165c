import { dictionaryOf } from "#dictionary/dictionary";
import type { DictionaryFile } from "#dictionary/dictionary-file";
import adslForum from "./adsl-forum.json" with { type: "json" };
import aruba from "./aruba.json" with { type: "json" };
import cambium from "./cambium.json" with { type: "json" };
import chillispot from "./chillispot.json" with { type: "json" };
import cisco from "./cisco.json" with { type: "json" };
import huawei from "./huawei.json" with { type: "json" };
import juniper from "./juniper.json" with { type: "json" };
import microsoft from "./microsoft.json" with { type: "json" };
import mikrotik from "./mikrotik.json" with { type: "json" };
import motorola from "./motorola.json" with { type: "json" };
import ruckus from "./ruckus.json" with { type: "json" };
import standard from "./standard.json" with { type: "json" };
import ubiquiti from "./ubiquiti.json" with { type: "json" };
import wispr from "./wispr.json" with { type: "json" };

/** The files that come with Beacom. An operator's own go after them: `dictionaryOf([...shippedDictionaries, ...own])`. */
export const shippedDictionaries = [
  standard,
  adslForum,
  mikrotik,
  wispr,
  chillispot,
  microsoft,
  cisco,
  ubiquiti,
  cambium,
  motorola,
  ruckus,
  aruba,
  huawei,
  juniper,
] as unknown as readonly DictionaryFile[];

export const dictionary = dictionaryOf(shippedDictionaries);
