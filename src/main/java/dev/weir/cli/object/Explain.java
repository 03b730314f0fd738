package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.describe.SchemaText;
import dev.weir.client.http.ApiRequest;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** {@code explain}: tells about the fields of a kind, from the server's OpenAPI (cli.md 17). */
public final class Explain implements Command {
  @Override
  public Flags flags() {
    return Flags.of("explain TYPE[.FIELD…]")
        .describedAs("Tell what a kind of object or one of its fields is for.")
        .examples("weir explain is\nweir explain is.spec.tags\nweir explain deploy --recursive")
        .flag("--recursive", "Show all fields below, without their descriptions.")
        .text("--api-version", "GROUP/VERSION", "Kind of this API version.")
        .text("-o,--output", "FORMAT", "plaintext, the only one.");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.positional().isEmpty()) {
      throw CliException.error(
          "You must specify the type of resource to explain. Use \"weir api-resources\" for a"
              + " complete list of supported resources.");
    }
    if (call.positional().size() > 1) {
      throw CliException.error("We accept only this format: explain RESOURCE");
    }
    if (!List.of("", "plaintext").contains(call.text("--output"))) {
      throw CliException.error("explain prints plaintext only, not " + call.text("--output"));
    }
    List<String> path = Arrays.asList(call.positional().getFirst().split("\\.", -1));
    try (Cluster cluster = Cluster.of(call)) {
      ResourceKind kind = kind(call, cluster, path.getFirst());
      String document =
          "/openapi/v3/" + (kind.group().isEmpty() ? "api/" : "apis/") + kind.apiVersion();
      JsonNode openApi = cluster.client().json(ApiRequest.get(document));
      SchemaText text =
          new SchemaText(Json.objectAt(Json.objectAt(openApi, "components"), "schemas"));
      JsonNode schema =
          text.of(kind)
              .orElseThrow(
                  () ->
                      CliException.error("couldn't find resource for \"" + kind.resource() + "\""));
      call.context().out().print(SchemaText.head(kind));
      String field = "";
      for (String name : path.subList(1, path.size())) {
        field = name;
        schema =
            text.member(schema, name)
                .orElseThrow(() -> CliException.error("field \"" + name + "\" does not exist"));
      }
      call.context().out().print(text.body(field, schema, call.flag("--recursive")));
    }
    return ExitCode.SUCCESS;
  }

  private static ResourceKind kind(Call call, Cluster cluster, String name) throws IOException {
    String version = call.text("--api-version");
    if (version.isEmpty()) {
      return cluster.kinds().called(name);
    }
    int slash = version.indexOf('/');
    String group = slash < 0 ? "" : version.substring(0, slash);
    ResourceKind kind = cluster.kinds().called(group.isEmpty() ? name : name + "." + group);
    if (!kind.apiVersion().equals(version)) {
      throw CliException.error(
          "couldn't find resource for \"" + name + "\" in API version \"" + version + "\"");
    }
    return kind;
  }
}
