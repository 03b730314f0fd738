package dev.weir.cli.image.age;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.NamedTag;
import dev.weir.cli.result.Printer;
import dev.weir.client.http.ApiRequest;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tag take}: lets a tag take an image before it is old enough. */
public final class TagTake implements Command {
  private static final String EARLY = "--early";

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("tag take [NAMESPACE/]NAME:TAG DIGEST --early")
            .describedAs(
                """
                Let a tag with a minimum age take an image that waits for it now. The tag's history \
                says who did, and how: early.

                That needs the verb takeearly on imagestreamtags, which project administrators have. \
                DIGEST may be how it begins, as "weir tag explain" shows it.\
                """)
            .examples(
                """
                # A fix that cannot wait
                weir tag explain app:live
                weir tag take app:live 4bcff63911fc --early\
                """)
            .flag(EARLY, "Yes: before it is old enough.");
    DryRun.declare(flags);
    return Printer.declare(flags);
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    Printer printer = Printer.of(call);
    DryRun dryRun = DryRun.of(call);
    if (call.positional().size() != 2) {
      throw CliException.usage("say which tag takes which image, as NAME:TAG DIGEST");
    }
    String asked = call.positional().getLast();
    if (!call.flag(EARLY)) {
      throw CliException.usage(
          "a tag takes by itself what is old enough; say %s to let it take %s before"
              .formatted(EARLY, asked));
    }
    try (Cluster cluster = Cluster.of(call)) {
      NamedTag name = NamedTag.parse(call.positional().getFirst(), cluster.namespace());
      ObjectNode body =
          Json.object()
              .put("apiVersion", Kinds.IMAGE_STREAM_TAG_CANDIDATES.apiVersion())
              .put("kind", Kinds.IMAGE_STREAM_TAG_CANDIDATES.kind());
      body.putObject("metadata").put("name", name.name()).put("namespace", name.namespace());
      body.put("image", asked);
      if (dryRun == DryRun.CLIENT) {
        say(call, printer, name, body, asked, dryRun);
        return ExitCode.SUCCESS;
      }
      String query = dryRun == DryRun.SERVER ? "?dryRun=All" : "";
      ObjectNode answer;
      try {
        answer =
            cluster
                .client()
                .json(ApiRequest.of("POST", Candidates.path(name) + query, Json.bytes(body)));
      } catch (StatusException e) {
        throw cluster.missing(e, Kinds.IMAGE_STREAM_TAG, name.namespace());
      }
      say(call, printer, name, answer, whole(answer, asked), dryRun);
      return ExitCode.SUCCESS;
    }
  }

  /** The digest that was meant. */
  private static String whole(ObjectNode answer, String asked) {
    for (JsonNode item : Json.arrayAt(answer, "items")) {
      String image = Json.string(item, "image");
      if (image.startsWith(asked) || image.substring(image.indexOf(':') + 1).startsWith(asked)) {
        return image;
      }
    }
    return asked;
  }

  private static void say(
      Call call, Printer printer, NamedTag name, ObjectNode object, String image, DryRun dryRun) {
    if (printer.isText()) {
      call.print("Tag %s took %s early.%s".formatted(name.name(), image, dryRun.suffix()));
    } else {
      printer.object(object);
    }
  }
}
