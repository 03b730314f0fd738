package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.output.TabbedText;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/** {@code api-resources}: the kinds that the server has. */
public final class ApiResources implements Command {
  @Override
  public Flags flags() {
    return Flags.of("api-resources")
        .describedAs("Show the kinds of objects that the server has.")
        .examples("weir api-resources --api-group=image.openshift.io")
        .text("--api-group", "GROUP", "Only kinds of this group.")
        .text("-o,--output", "FORMAT", "name or wide.")
        .flag("--no-headers", "Leave the header line out.");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    boolean wide = call.text("--output").equals("wide");
    StringBuilder text = new StringBuilder();
    if (!call.flag("--no-headers") && !call.text("--output").equals("name")) {
      text.append("NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND")
          .append(wide ? "\tVERBS\n" : "\n");
    }
    try (Cluster cluster = Cluster.of(call)) {
      List<ResourceKind> kinds =
          cluster.kinds().served().stream()
              .filter(
                  kind ->
                      !call.arguments().given("--api-group")
                          || kind.group().equals(call.text("--api-group")))
              .sorted(Comparator.comparing(ResourceKind::group).thenComparing(ResourceKind::plural))
              .toList();
      for (ResourceKind kind : kinds) {
        text.append(
            call.text("--output").equals("name") ? kind.resource() + "\n" : line(kind, wide));
      }
    }
    call.context().out().print(TabbedText.GET.align(text.toString()));
    return ExitCode.SUCCESS;
  }

  private static String line(ResourceKind kind, boolean wide) {
    return String.join(
            "\t",
            kind.plural(),
            String.join(",", kind.shortNames()),
            kind.apiVersion(),
            String.valueOf(kind.namespaced()),
            kind.kind())
        + (wide ? "\t" + String.join(",", kind.verbs()) : "")
        + "\n";
  }
}
