package dev.weir.cli.access;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.result.Printer;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code policy who-can}: who may do something with a type (cli.md 15). */
public final class WhoCan implements Command {
  @Override
  public Flags flags() {
    return Printer.declare(
        Flags.of("policy who-can VERB TYPE [NAME]")
            .describedAs("Show who may do something with objects of a type.")
            .examples("weir policy who-can create is")
            .flag("-A,--all-namespaces", "In all namespaces.")
            .text("--subresource", "NAME", "Such as layers or status."));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    List<String> words = call.positional();
    if (words.size() < 2 || words.size() > 3) {
      throw CliException.usage(
          "you must specify two or three arguments: verb, resource, and optional resourceName");
    }
    Printer printer = Printer.of(call);
    try (Cluster cluster = Cluster.of(call)) {
      ResourceKind kind = cluster.kinds().called(words.get(1));
      String namespace = call.flag("--all-namespaces") ? "" : cluster.namespace();
      String part = call.text("--subresource");
      String plural = kind.plural() + (part.isEmpty() ? "" : "/" + part);
      String name = words.size() == 3 ? words.get(2) : "";
      String root = "/apis/authorization.openshift.io/v1/";
      String target =
          namespace.isEmpty()
              ? root + "resourceaccessreviews"
              : root
                  + "namespaces/"
                  + ResourcePath.encode(namespace)
                  + "/localresourceaccessreviews";
      ObjectNode review =
          Json.object()
              .put("apiVersion", "authorization.openshift.io/v1")
              .put(
                  "kind",
                  namespace.isEmpty() ? "ResourceAccessReview" : "LocalResourceAccessReview")
              .put("namespace", namespace)
              .put("verb", words.getFirst())
              .put("resourceAPIGroup", kind.group())
              .put("resourceAPIVersion", "")
              .put("resource", plural)
              .put("resourceName", name)
              .put("path", "")
              .put("isNonResourceURL", false);
      ObjectNode answer = cluster.client().json(ApiRequest.of("POST", target, Json.bytes(review)));
      if (!printer.isText()) {
        printer.object(answer);
        return ExitCode.SUCCESS;
      }
      String shown = namespace.isEmpty() ? "<all>" : namespace;
      String resource =
          (kind.group().isEmpty() ? kind.plural() : kind.plural() + "." + kind.group())
              + (part.isEmpty() ? "" : "/" + part);
      call.print("resourceaccessreviewresponse.authorization.openshift.io/<unknown> \n");
      call.print("Namespace: " + shown);
      call.print("Verb:      " + words.getFirst());
      call.print("Resource:  " + resource + "\n");
      call.print(names("Users:  ", Json.arrayAt(answer, "users")));
      call.print(names("Groups: ", Json.arrayAt(answer, "groups")) + "\n");
    }
    return ExitCode.SUCCESS;
  }

  /** One name a line, each under the first. */
  private static String names(String title, JsonNode names) {
    String all =
        names
            .valueStream()
            .map(name -> name.asString(""))
            .sorted()
            .collect(Collectors.joining("\n" + " ".repeat(title.length())));
    return title + (all.isEmpty() ? "<none>" : all);
  }
}
