package dev.weir.client.http;

import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * The head of an answer, and its body still to be read.
 *
 * @param headers names in lower case
 * @param reusable true if the connection can be used again once the body is read
 */
record ApiAnswer(
    int status, Map<String, List<String>> headers, InputStream body, boolean reusable) {
  List<String> all(String name) {
    return headers.getOrDefault(name, List.of());
  }
}
