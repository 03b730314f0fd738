package dev.weir.http;

/**
 * Where a door answers.
 *
 * @param path a whole path, or the beginning of many if it ends with a slash
 */
public record Mount(String path, Door door) {
  boolean covers(String asked) {
    return path.endsWith("/") ? asked.startsWith(path) : asked.equals(path);
  }
}
