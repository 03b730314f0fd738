package dev.weir.server.config;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads flags of {@code weir serve} that need no explanation. Picocli says everything else: it is
 * compiled for Java 5, which no start-up archive of the JDK takes in, so that its 170 classes would
 * be a tenth of the server's start.
 */
public final class PlainSettings {
  private PlainSettings() {}

  /**
   * The settings in {@code --flag value} and {@code --flag=value}.
   *
   * @return empty if there is anything else: another flag, a flag given twice, a value that is
   *     missing or that picocli would read as something else
   */
  public static Optional<Map<Setting, String>> read(List<String> arguments) {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String argument = rest.next();
      int equals = argument.indexOf('=');
      Optional<Setting> setting = flag(equals < 0 ? argument : argument.substring(0, equals));
      if (setting.isEmpty() || (equals < 0 && !rest.hasNext())) {
        return Optional.empty();
      }
      String value = equals < 0 ? rest.next() : argument.substring(equals + 1);
      if (!isPlain(value) || settings.put(setting.get(), value) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(settings);
  }

  private static Optional<Setting> flag(String name) {
    return Arrays.stream(Setting.values())
        .filter(setting -> setting.flag().equals(name))
        .findFirst();
  }

  private static boolean isPlain(String value) {
    return !value.isEmpty() && "-@\"'".indexOf(value.charAt(0)) < 0;
  }
}
