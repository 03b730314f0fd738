package dev.weir.imageapi;

import dev.weir.image.Images;
import dev.weir.importing.Findings;
import dev.weir.importing.ImportFailure;
import dev.weir.importing.ImportOutcome;
import dev.weir.importing.KeptImages;
import dev.weir.importing.LookedRepository;
import dev.weir.importing.RepositoryOutcome;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What an ImageStreamImport is answered: the status of everything that it asked for. */
final class ImportAnswers {
  private final StreamViews views;

  ImportAnswers(StreamViews views) {
    this.views = views;
  }

  /** Adds {@code repository} and {@code images}, as far as they were asked for. */
  void fill(ObjectNode status, Findings findings) {
    findings.repository().ifPresent(looked -> status.set("repository", repository(looked)));
    if (!findings.images().isEmpty()) {
      ArrayNode images = status.putArray("images");
      findings
          .images()
          .forEach(looked -> images.add(item(looked.found(), looked.wanted().includeManifest())));
    }
  }

  private ObjectNode repository(LookedRepository looked) {
    ObjectNode tree = Json.object();
    boolean includeManifest = looked.wanted().includeManifest();
    switch (looked.found()) {
      case RepositoryOutcome.Unlisted(ImportFailure why) ->
          tree.set("status", embedded(why.status()));
      case RepositoryOutcome.Listed listed -> {
        tree.set(
            "status",
            listed.problem().map(ImportAnswers::embedded).orElseGet(ImportAnswers::success));
        ArrayNode images = tree.putArray("images");
        listed.images().forEach(image -> images.add(item(image, includeManifest)));
        if (!listed.additionalTags().isEmpty()) {
          ArrayNode more = tree.putArray("additionalTags");
          listed.additionalTags().forEach(more::add);
        }
      }
    }
    return tree;
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
