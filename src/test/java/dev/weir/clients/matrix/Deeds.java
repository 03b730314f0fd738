package dev.weir.clients.matrix;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Names of clients and deeds, as reports and {@code docs/clients.md} have them. */
final class Deeds extends DisplayNameGenerator.Standard {
  @Override
  public String generateDisplayNameForClass(Class<?> client) {
    return client(client);
  }

  @Override
  public String generateDisplayNameForMethod(
      List<Class<?>> enclosing, Class<?> client, Method method) {
    return words(method.getName());
  }

  /** {@code crane} of {@code CraneTest}. */
  static String client(Class<?> test) {
    return test.getSimpleName().replaceFirst("Test$", "").toLowerCase(Locale.ROOT);
  }

  /** {@code pushes an index} of {@code pushesAnIndex}. */
  static String words(String method) {
    return method
        .replaceAll("(?<=[a-z])(?=[A-Z])|(?<=A)(?=[A-Z][a-z])", " ")
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\boci\\b", "OCI");
  }
}
