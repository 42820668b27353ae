/** Something that came does not fit: forged, damaged, or not for this group. */
export class MlsError extends Error {
  override readonly name = "MlsError";
}
