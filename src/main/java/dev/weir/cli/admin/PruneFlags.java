package dev.weir.cli.admin;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;
import dev.weir.prune.PruneRules;
import java.time.Duration;
import java.util.Optional;

/**
 * What the flags of {@code adm prune images} ask for (cli.md 13).
 *
 * @param registryUrl empty where it is to be found
 * @param authority a file, empty if none was named
 * @param workers things that are done at once
 */
record PruneFlags(
    PruneRules rules,
    boolean confirm,
    String registryUrl,
    boolean forceInsecure,
    String authority,
    int workers) {
  private static final int USUAL_WORKERS = 5;
  private static final int MOST_WORKERS = 100;

  static Flags declare(Flags flags) {
    bool(flags, "--confirm", "Delete; without it, only show what would be deleted.");
    bool(flags, "--all", "Images of other registries too, not only pushed ones; true.");
    flags.text(
        "--keep-younger-than",
        "TIME",
        "Leave alone what is younger: images, streams, items, pods that ended; 60m.");
    flags.text("--keep-tag-revisions", "COUNT", "Items of each tag that stay; 3.");
    bool(
        flags,
        "--prune-over-size-limit",
        "Instead of what is old, delete what is larger than a LimitRange of its namespace allows"
            + " (openshift.io/Image).");
    bool(flags, "--prune-registry", "Links and blobs of the registry too; true.");
    flags.text(
        "--registry-url",
        "HOST[:PORT]",
        "Where the registry is reached, also with http:// or https:// before it; found if left"
            + " out.");
    flags.text(
        "--certificate-authority",
        "FILE",
        "Certificates that sign the registry's, besides those of the server's.");
    bool(flags, "--force-insecure", "Allow HTTP and unknown certificates of the registry.");
    bool(
        flags,
        "--ignore-invalid-refs",
        "Go on where a workload names an image in a way that cannot be read. What it means may"
            + " be deleted.");
    return flags.text("--num-workers", "COUNT", "Things that are done at once; 5.");
  }

  private static void bool(Flags flags, String name, String help) {
    flags.optional(name, "true|false", "true", help);
  }

  /**
   * Reads them.
   *
   * @throws CliException in the words of {@code oc}
   */
  static PruneFlags of(Call call) {
    GoValues values = new GoValues(call);
    boolean overSize = values.bool("--prune-over-size-limit", false);
    boolean bySize = values.given("--prune-over-size-limit");
    boolean byAge = values.given("--keep-younger-than");
    boolean byRevision = values.given("--keep-tag-revisions");
    Duration age = values.duration("--keep-younger-than", PruneRules.USUAL_AGE);
    int revisions = values.count("--keep-tag-revisions", PruneRules.USUAL_REVISIONS);
    PruneRules rules =
        new PruneRules(
            bySize ? Optional.empty() : Optional.of(age),
            bySize ? 0 : revisions,
            overSize,
            values.bool("--all", true),
            values.bool("--prune-registry", true),
            call.arguments().given("--namespace"),
            values.bool("--ignore-invalid-refs", false));
    int workers = values.count("--num-workers", USUAL_WORKERS);
    PruneFlags read =
        new PruneFlags(
            rules,
            values.bool("--confirm", false),
            call.text("--registry-url"),
            values.bool("--force-insecure", false),
            call.text("--certificate-authority"),
            workers < 1 ? USUAL_WORKERS : Math.min(workers, MOST_WORKERS));
    if (!call.positional().isEmpty()) {
      throw CliException.usage("no arguments are allowed to this command");
    }
    if (bySize && (byAge || byRevision)) {
      throw CliException.error(
          "--prune-over-size-limit cannot be specified with --keep-tag-revisions nor"
              + " --keep-younger-than");
    }
    if (age.isNegative()) {
      throw CliException.error("--keep-younger-than must be greater than or equal to 0");
    }
    if (revisions < 0) {
      throw CliException.error("--keep-tag-revisions must be greater than or equal to 0");
    }
    read.check();
    return read;
  }

  private void check() {
    RegistryUrl.check(registryUrl);
    if (forceInsecure && !authority.isEmpty()) {
      throw CliException.error("--certificate-authority cannot be specified with --force-insecure");
    }
    if (!authority.isEmpty() && registryUrl.startsWith("http://")) {
      throw CliException.error(
          "--certificate-authority cannot be specified for insecure http protocol");
    }
  }
}
