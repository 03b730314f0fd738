package dev.weir.remote.extract;

/** Is told what becomes of the entries of layers. */
public interface ExtractReport {
  /** Something that users should know, and that is no failure. */
  void warning(String text);

  /**
   * An entry that would be written.
   *
   * @param layer its position, 0 the oldest
   * @param mode as {@code ls} shows it
   * @param path where it goes, and where to it leads if it is a link
   */
  void listed(int layer, String mode, long size, String path);
}
