package dev.weir.imageapi;

import dev.weir.image.Images;
import dev.weir.importing.Findings;
import dev.weir.importing.ImportFailure;
import dev.weir.importing.ImportOutcome;
import dev.weir.importing.KeptImages;
import dev.weir.importing.LookedRepository;
import dev.weir.importing.RepositoryOutcome;
import dev.weir.importing.bounds.TagLimit;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What an ImageStreamImport is answered: the status of everything that it asked for. */
final class ImportAnswers {
  private final StreamViews views;

  ImportAnswers(StreamViews views) {
    this.views = views;
  }

  /**
   * An answer, which is written image by image: of a thousand, none has to be had at once.
   *
   * @param asked the request with its defaults
   * @param stream what became of it; empty if it was only looked at
   * @param held what is said of tags that somebody holds
   * @param told lets go of what was found
   */
  ApiObject of(
      ObjectNode asked,
      Optional<ApiObject> stream,
      Findings findings,
      List<String> held,
      Runnable told) {
    return ApiObject.written(
        out -> {
          out.writeStartObject();
          asked
              .properties()
              .forEach(member -> out.writeName(member.getKey()).writeTree(member.getValue()));
          out.writeName("status").writeStartObject();
          stream.ifPresent(whole -> copy(out.writeName("import"), whole.json()));
          findings
              .repository()
              .ifPresent(looked -> repository(out.writeName("repository"), looked));
          if (!findings.images().isEmpty()) {
            out.writeName("images").writeStartArray();
            findings
                .images()
                .forEach(
                    looked ->
                        out.writeTree(item(looked.found(), looked.wanted().includeManifest())));
            out.writeEndArray();
          }
          out.writeEndObject().writeEndObject();
        },
        Stream.concat(remarks(findings).stream(), held.stream()).toList(),
        told);
  }

  private static void copy(JsonGenerator out, byte[] json) {
    try (JsonParser parser = Json.mapper().createParser(json)) {
      parser.nextToken();
      out.copyCurrentStructure(parser);
    }
  }

  private static List<String> remarks(Findings findings) {
    return findings.repository().stream().flatMap(looked -> remarks(looked).stream()).toList();
  }

  private static List<String> remarks(LookedRepository looked) {
    return looked.found() instanceof RepositoryOutcome.Listed(var images, var left)
            && !left.isEmpty()
        ? List.of(TagLimit.leftOut(looked.wanted().from(), images.size(), left.size()))
        : List.of();
  }

  private void repository(JsonGenerator out, LookedRepository looked) {
    out.writeStartObject();
    out.writeName("status");
    switch (looked.found()) {
      case RepositoryOutcome.Unlisted(ImportFailure why) -> out.writeTree(embedded(why.status()));
      case RepositoryOutcome.Listed listed -> {
        out.writeTree(
            listed.problem().map(ImportAnswers::embedded).orElseGet(ImportAnswers::success));
        out.writeName("images").writeStartArray();
        listed
            .images()
            .forEach(image -> out.writeTree(item(image, looked.wanted().includeManifest())));
        out.writeEndArray();
        if (!listed.additionalTags().isEmpty()) {
          out.writeName("additionalTags").writeStartArray();
          listed.additionalTags().forEach(out::writeString);
          out.writeEndArray();
        }
      }
    }
    out.writeEndObject();
  }

  private ObjectNode item(ImportOutcome outcome, boolean includeManifest) {
    ObjectNode item = Json.object();
    switch (outcome) {
      case ImportOutcome.Failed failed -> item.set("status", embedded(failed.why().status()));
      case ImportOutcome.Imported imported -> {
        item.set("status", success());
        item.set("image", image(imported.image(), includeManifest));
        List<ObjectNode> children = imported.children();
        if (!children.isEmpty()) {
          ArrayNode manifests = item.putArray("manifests");
          children.forEach(child -> manifests.add(image(child, includeManifest)));
        }
      }
    }
    if (!outcome.tag().isEmpty()) {
      item.put("tag", outcome.tag());
    }
    return item;
  }

  private ObjectNode image(ObjectNode found, boolean includeManifest) {
    ObjectNode whole =
        KeptImages.isStandIn(found)
            ? KeptImages.shown(found, views.image(Meta.name(found)))
            : found;
    ObjectNode image = views.filled(includeManifest ? whole : Images.lean(whole));
    image.remove(List.of("apiVersion", "kind"));
    return image;
  }

  private static ObjectNode success() {
    return withoutType(ApiStatus.success());
  }

  private static ObjectNode embedded(ApiStatus status) {
    ObjectNode tree = withoutType(status.toJson());
    if (status.code() == 0) {
      tree.remove("code");
    }
    return tree;
  }

  private static ObjectNode withoutType(ObjectNode status) {
    status.remove(List.of("apiVersion", "kind"));
    return status;
  }
}
