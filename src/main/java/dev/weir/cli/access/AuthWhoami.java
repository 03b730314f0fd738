package dev.weir.cli.access;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.output.TabbedText;
import dev.weir.cli.result.Printer;
import dev.weir.client.http.ApiRequest;
import dev.weir.resource.Json;
import java.io.IOException;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code auth whoami}: everything that the server knows of the user, groups included. */
public final class AuthWhoami implements Command {
  @Override
  public Flags flags() {
    return Printer.declare(
        Flags.of("auth whoami")
            .describedAs("Show what the server knows of you: name, UID, groups and the rest.")
            .examples("weir auth whoami\nweir auth whoami -o yaml"));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    call.refuseArguments("no arguments are expected");
    Printer printer = Printer.of(call);
    try (Cluster cluster = Cluster.of(call)) {
      ObjectNode review =
          Json.object()
              .put("apiVersion", "authentication.k8s.io/v1")
              .put("kind", "SelfSubjectReview");
      ObjectNode answer =
          cluster
              .client()
              .json(
                  ApiRequest.of(
                      "POST",
                      "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                      Json.bytes(review)));
      if (printer.isText()) {
        call.context().out().print(TabbedText.GET.align(table(answer)));
      } else {
        printer.object(answer);
      }
      return ExitCode.SUCCESS;
    }
  }

  private static String table(ObjectNode answer) {
    JsonNode user = Json.objectAt(Json.objectAt(answer, "status"), "userInfo");
    StringBuilder table = new StringBuilder("ATTRIBUTE\tVALUE\n");
    line(table, "Username", Json.string(user, "username"));
    line(table, "UID", Json.string(user, "uid"));
    line(table, "Groups", list(Json.arrayAt(user, "groups")));
    Json.objectAt(user, "extra")
        .forEachEntry((name, values) -> line(table, "Extra: " + name, list(values)));
    return table.toString();
  }

  private static void line(StringBuilder table, String attribute, String value) {
    if (!value.isEmpty() && !value.equals("[]")) {
      table.append(attribute).append('\t').append(value).append('\n');
    }
  }

  private static String list(JsonNode values) {
    return values
        .valueStream()
        .map(value -> value.asString(""))
        .collect(Collectors.joining(" ", "[", "]"));
  }
}
