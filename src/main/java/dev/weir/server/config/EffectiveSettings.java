package dev.weir.server.config;

import dev.weir.server.config.Configuration.Effective;
import dev.weir.server.config.GivenSettings.Given;
import dev.weir.server.config.ServerConfig.AuditTo;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Says of each setting what counts, also where nobody said anything. */
final class EffectiveSettings {
  private static final Set<Setting> PRUNING =
      EnumSet.of(Setting.PRUNE_KEEP_TAG_REVISIONS, Setting.PRUNE_KEEP_YOUNGER_THAN);

  /** What stands in the place of a file and is none. */
  private static final Set<String> WORDS = Set.of("off", "in-cluster");

  private final GivenSettings given;
  private final ServerConfig config;

  private EffectiveSettings(GivenSettings given, ServerConfig config) {
    this.given = given;
    this.config = config;
  }

  /** Of a configuration that was made of these. */
  static Map<Setting, Effective> of(GivenSettings given, ServerConfig config) {
    EffectiveSettings effective = new EffectiveSettings(given, config);
    Map<Setting, Effective> all = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      all.put(setting, effective.of(setting));
    }
    return all;
  }

  private Effective of(Setting setting) {
    Given found = given.get(setting);
    return found == null
        ? new Effective(otherwise(setting), Origin.NOWHERE)
        : new Effective(whole(setting, found.value()), found.origin());
  }

  /** Files are named as they are found from anywhere. */
  private static String whole(Setting setting, String value) {
    boolean path = setting.type() == ValueType.FILE || setting.type() == ValueType.DIRECTORY;
    return path && !WORDS.contains(value) ? Path.of(value).toAbsolutePath().toString() : value;
  }

  private String otherwise(Setting setting) {
    return switch (setting) {
      case DATA -> config.data().toString();
      case AUDIT_LOG -> config.audit() instanceof AuditTo(Path file) ? file.toString() : "";
      case REGISTRY_HOST -> config.askedRegistryHost();
      case PUSH_LEASE -> pushLease();
      case TRIGGER_WORKERS -> String.valueOf(config.workloads().workers());
      default -> isIdle(setting) ? "" : setting.otherwise().value();
    };
  }

  /** As long as the grace where that is longer than usual. */
  private String pushLease() {
    boolean longer =
        config.collection().grace().compareTo(ServerConfig.Collection.USUAL.pushLease()) > 0;
    return longer ? of(Setting.GC_GRACE).value() : "24h";
  }

  /** What stays of pruning means nothing where nothing is pruned. */
  private boolean isIdle(Setting setting) {
    return PRUNING.contains(setting) && config.pruning().times().isEmpty();
  }
}
