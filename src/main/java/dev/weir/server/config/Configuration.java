package dev.weir.server.config;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** What a server is told, as a whole and setting by setting. */
public record Configuration(ServerConfig server, Map<Setting, Effective> settings) {
  public Configuration {
    settings = Map.copyOf(settings);
  }

  /**
   * What counts of a setting.
   *
   * @param value as it could be given; empty if there is none
   * @param origin who said so
   */
  public record Effective(String value, Origin origin) {}

  /** What counts of a setting. */
  public Effective of(Setting setting) {
    return settings.getOrDefault(setting, new Effective("", Origin.NOWHERE));
  }

  /** The value of a setting as people are told; where there is none, what that means. */
  public String told(Setting setting) {
    String value = of(setting).value();
    return value.isEmpty() ? "(" + setting.otherwise().told() + ")" : value;
  }

  /** True if nobody said it, and it follows from other settings, or is nothing. */
  public boolean isDerived(Setting setting) {
    return of(setting).origin().source() == Origin.Source.DEFAULT
        && setting != Setting.DATA
        && !of(setting).value().equals(setting.otherwise().value());
  }

  /** As another one, which is so far in force as these settings are. */
  public Configuration with(Configuration other, Collection<Setting> taken) {
    Map<Setting, Effective> mixed = new EnumMap<>(settings);
    taken.forEach(setting -> mixed.put(setting, other.of(setting)));
    return new Configuration(other.server(), mixed);
  }
}
