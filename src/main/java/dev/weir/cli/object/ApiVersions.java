package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.client.http.ApiRequest;
import dev.weir.resource.Json;
import java.io.IOException;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** {@code api-versions}: the groups and versions that the server has. */
public final class ApiVersions implements Command {
  @Override
  public Flags flags() {
    return Flags.of("api-versions")
        .describedAs("Show the API groups of the server with their versions.")
        .examples("weir api-versions");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (!call.positional().isEmpty()) {
      throw CliException.usage("unexpected arguments: " + call.positional());
    }
    TreeSet<String> versions = new TreeSet<>();
    try (Cluster cluster = Cluster.of(call)) {
      for (JsonNode version :
          Json.arrayAt(cluster.client().json(ApiRequest.get("/api")), "versions")) {
        versions.add(version.asString(""));
      }
      for (JsonNode group :
          Json.arrayAt(cluster.client().json(ApiRequest.get("/apis")), "groups")) {
        for (JsonNode version : Json.arrayAt(group, "versions")) {
          versions.add(Json.string(version, "groupVersion"));
        }
      }
    }
    versions.forEach(call::print);
    return ExitCode.SUCCESS;
  }
}
