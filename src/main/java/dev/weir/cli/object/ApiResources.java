package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.output.TabbedText;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code api-resources}: the kinds that the server has. */
public final class ApiResources implements Command {
  @Override
  public Flags flags() {
    return Flags.of("api-resources")
        .describedAs("Show the kinds of objects that the server has.")
        .examples("weir api-resources --api-group=image.openshift.io")
        .text("--api-group", "GROUP", "Only kinds of this group.")
        .text("-o,--output", "FORMAT", "name or wide.")
        .optional("--namespaced", "BOOL", "true", "Only kinds in namespaces; false for the others.")
        .text("--verbs", "VERBS", "Only kinds that allow all of these, with commas between.")
        .text("--categories", "NAMES", "Only kinds in all of these categories.")
        .text("--sort-by", "COLUMN", "name or kind.")
        .flag("--cached", "Take what --cache-dir keeps, if it is there.")
        .flag("--no-headers", "Leave the header line out.");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    call.refuseArguments("unexpected arguments: " + call.positional());
    if (!List.of("", "wide", "name").contains(call.text("--output"))) {
      throw CliException.error(
          "--output " + call.text("--output") + " is not available: name or wide is");
    }
    if (!List.of("", "true", "false").contains(call.text("--namespaced"))) {
      throw CliException.flags(
          "invalid argument \"%s\" for \"--namespaced\" flag: true or false is expected"
              .formatted(call.text("--namespaced")));
    }
    boolean wide = call.text("--output").equals("wide");
    Optional<String> incomplete;
    StringBuilder text = new StringBuilder();
    if (!call.flag("--no-headers") && !call.text("--output").equals("name")) {
      text.append("NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND")
          .append(wide ? "\tVERBS\tCATEGORIES\n" : "\n");
    }
    try (Cluster cluster = Cluster.of(call)) {
      List<ResourceKind> kinds =
          kinds(call, cluster).stream()
              .filter(kind -> isWanted(call, kind))
              .sorted(order(call.text("--sort-by")))
              .toList();
      for (ResourceKind kind : kinds) {
        text.append(
            call.text("--output").equals("name") ? kind.resource() + "\n" : line(kind, wide));
      }
      incomplete = cluster.kinds().incomplete();
    }
    call.context().out().print(TabbedText.GET.align(text.toString()));
    incomplete.ifPresent(why -> call.warn("error: " + why));
    return incomplete.isEmpty() ? ExitCode.SUCCESS : ExitCode.FAILURE;
  }

  private static List<ResourceKind> kinds(Call call, Cluster cluster) throws IOException {
    return call.flag("--cached") ? cluster.kinds().servedLately() : cluster.kinds().served();
  }

  private static boolean isWanted(Call call, ResourceKind kind) {
    String namespaced = call.text("--namespaced");
    return (!call.arguments().given("--api-group") || kind.group().equals(call.text("--api-group")))
        && (namespaced.isEmpty() || kind.namespaced() == Boolean.parseBoolean(namespaced))
        && kind.verbs().containsAll(list(call.text("--verbs")))
        && kind.categories().containsAll(list(call.text("--categories")));
  }

  private static List<String> list(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(","));
  }

  private static Comparator<ResourceKind> order(String by) {
    return switch (by) {
      case "" -> Comparator.comparing(ResourceKind::group).thenComparing(ResourceKind::plural);
      case "name" -> Comparator.comparing(ResourceKind::plural);
      case "kind" -> Comparator.comparing(ResourceKind::kind);
      default -> throw CliException.error("--sort-by accepts only name or kind");
    };
  }

  private static String line(ResourceKind kind, boolean wide) {
    return String.join(
            "\t",
            kind.plural(),
            String.join(",", kind.shortNames()),
            kind.apiVersion(),
            String.valueOf(kind.namespaced()),
            kind.kind())
        + (wide
            ? "\t"
                + kind.verbs().stream().sorted().collect(Collectors.joining(","))
                + "\t"
                + String.join(",", kind.categories())
            : "")
        + "\n";
  }
}
