package dev.weir.cli.newapp;

import dev.weir.cli.call.CliException;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.newapp.AppImage.Origin;
import dev.weir.cli.newapp.Asked.Wanted;
import dev.weir.cli.newapp.Asked.Where;
import dev.weir.cli.newapp.StreamSearch.Match;
import dev.weir.cli.newapp.StreamSearch.Name;
import dev.weir.client.Resources.Query;
import dev.weir.imagestream.catalog.OfferedStream;
import dev.weir.reference.ImageReference;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Looks images up: in streams, by what code needs, in other registries through the server. */
final class AppLookup {
  /** Where a server keeps streams for everybody. */
  private static final String SHARED = "openshift";

  private static final Set<Integer> SKIPPED = Set.of(403, 404);

  private final Cluster cluster;
  private final Allowed allowed;
  private final List<OfferedStream> streams;

  /**
   * What the call allows.
   *
   * @param insecure registries without TLS that can be verified
   * @param missingImages images that nobody finds
   * @param missingTags tags without an image
   * @param anyBuilder images that do not say that code can be built on them
   * @param importMode of images of other registries
   */
  record Allowed(
      boolean insecure,
      boolean missingImages,
      boolean missingTags,
      boolean anyBuilder,
      String importMode) {}

  AppLookup(Cluster cluster, Allowed allowed) {
    this.cluster = cluster;
    this.allowed = allowed;
    Set<String> namespaces = new LinkedHashSet<>(List.of(cluster.namespace(), SHARED));
    List<OfferedStream> found = new ArrayList<>();
    namespaces.forEach(namespace -> found.addAll(streams(namespace)));
    streams = List.copyOf(found);
  }

  private List<OfferedStream> streams(String namespace) {
    try {
      return cluster.resources().list(Kinds.IMAGE_STREAM, namespace, Query.ALL).items().stream()
          .map(ApiObject::copy)
          .sorted(Comparator.comparing(Meta::name))
          .map(stream -> new OfferedStream(namespace, stream))
          .toList();
    } catch (StatusException e) {
      if (SKIPPED.contains(e.status().code()) && !namespace.equals(cluster.namespace())) {
        return List.of();
      }
      throw e;
    }
  }

  /** Streams of the project and those for everybody, in this order. */
  List<OfferedStream> streams() {
    return streams;
  }

  /** A project that is not there has no streams either, and is what was mistyped. */
  void requireProject() {
    cluster.requireProject();
  }

  /** Streams that are in the project already. */
  List<OfferedStream> present() {
    return streams.stream()
        .filter(stream -> stream.namespace().equals(cluster.namespace()))
        .toList();
  }

  /**
   * The image that is meant.
   *
   * @throws CliException if there is none, more than one, or one on which nothing can be built
   */
  AppImage find(Wanted wanted) {
    AppImage found = wanted.image().isEmpty() ? forCode(wanted) : named(wanted);
    if (wanted.code().isPresent()
        && !allowed.anyBuilder()
        && !found.metadata().isEmpty()
        && !found.isBuilder()) {
      throw CliException.error(
          "the image match \""
              + path(found)
              + "\" for source repository \""
              + wanted.code().get().typed()
              + "\" does not appear to be a source-to-image builder.\n\n"
              + "- to attempt to use this image as a source builder, pass \"--strategy=source\"");
    }
    return found;
  }

  private static String path(AppImage image) {
    return image.origin() instanceof Origin.OfStream(OfferedStream stream, String tag)
        ? stream.path() + ":" + tag
        : image.argument();
  }

  private AppImage forCode(Wanted wanted) {
    SourceCode code = wanted.code().orElseThrow();
    List<String> languages =
        code.languages()
            .orElseThrow(
                () ->
                    CliException.error(
                        "the repository "
                            + code.typed()
                            + " cannot be looked at: weir fetches none; name what it is built on,"
                            + " as in ruby~"
                            + code.typed()
                            + ", or a directory to which it was cloned"));
    if (languages.isEmpty()) {
      throw CliException.error(
          "no language matched the source repository "
              + code.typed()
              + ": none of "
              + Languages.markers()
              + " and the like is in it; name what it is built on, as in ruby~"
              + code.typed());
    }
    String language = languages.getFirst();
    StreamSearch search = new StreamSearch(streams);
    Optional<Match> byName =
        search.named(new Name("", language, "")).stream().filter(Match::isExact).findFirst();
    List<Match> matches = byName.map(List::of).orElseGet(() -> search.supporting(language));
    return one(language, matches, false)
        .orElseThrow(
            () ->
                NoMatch.nothing(
                    "unable to locate any images in image streams, image stream tags with a"
                        + " 'supports' annotation with name \""
                        + language
                        + "\"",
                    ""));
  }

  private AppImage named(Wanted wanted) {
    String text = wanted.image();
    boolean typedAlone = wanted.where() == Where.ANYWHERE;
    if (wanted.where() != Where.REGISTRIES) {
      Optional<AppImage> found = ofStream(text, typedAlone);
      if (found.isPresent()) {
        return found.get();
      }
    }
    String failed = "";
    if (wanted.where() != Where.STREAMS) {
      try {
        return ofRegistry(text);
      } catch (NotThere e) {
        failed = String.valueOf(e.getMessage());
      }
      if (allowed.missingImages()) {
        return new AppImage(text, new Origin.Missing(), Json.object());
      }
    }
    String places =
        switch (wanted.where()) {
          case STREAMS -> "image streams";
          case REGISTRIES -> "other registries";
          case ANYWHERE -> "image streams, other registries";
        };
    String name = "unable to locate any images in " + places + " with name \"" + text + "\"";
    throw NoMatch.nothing(
        failed.isEmpty() ? name : failed + "\nerror: " + name, typedAlone ? text : "");
  }

  /** Empty if no stream has anything to do with the name. */
  private Optional<AppImage> ofStream(String text, boolean typedAlone) {
    Name name = Name.parse(text);
    if (name.stream().isEmpty() || name.namespace().contains(".") || name.stream().contains("/")) {
      return Optional.empty();
    }
    return one(text, new StreamSearch(streamsFor(name)).named(name), typedAlone);
  }

  /** A project that is named is looked at, whichever it is. */
  private List<OfferedStream> streamsFor(Name name) {
    if (name.namespace().isEmpty()
        || name.namespace().equals(cluster.namespace())
        || name.namespace().equals(SHARED)) {
      return streams;
    }
    return streams(name.namespace());
  }

  private Optional<AppImage> one(String text, List<Match> matches, boolean typedAlone) {
    if (matches.isEmpty()) {
      return Optional.empty();
    }
    Match first = matches.getFirst();
    boolean alone = matches.stream().allMatch(match -> match.stream().equals(first.stream()));
    if (first.isExact() && (matches.size() == 1 || alone)) {
      return Optional.of(ofTag(text, first));
    }
    Name name = Name.parse(text);
    if (allowed.missingTags() && alone && first.stream().name().equals(name.stream())) {
      String tag = name.tag().isEmpty() ? OfferedStream.LATEST : name.tag();
      return Optional.of(ofTag(text, new Match(first.stream(), tag, 0)));
    }
    if (matches.size() == 1 && first.tag().isEmpty()) {
      throw NoMatch.noTags(first, typedAlone ? text : "");
    }
    throw matches.size() == 1
        ? NoMatch.partial(text, first, typedAlone)
        : NoMatch.several(text, matches, typedAlone);
  }

  private AppImage ofTag(String text, Match match) {
    OfferedStream stream = match.stream();
    ObjectNode metadata = Json.object();
    if (stream.hasImage(match.tag())) {
      JsonNode tag =
          cluster.get(
              Kinds.IMAGE_STREAM_TAG, stream.namespace(), stream.name() + ":" + match.tag());
      metadata = Json.objectAt(Json.objectAt(tag, "image"), "dockerImageMetadata");
    }
    return new AppImage(text, new Origin.OfStream(stream, match.tag()), metadata);
  }

  /** Nobody has it, as far as the server can tell. */
  private static final class NotThere extends Exception {
    NotThere(String message) {
      super(message, null, false, false);
    }
  }

  /** Asks the server to look at another registry; nothing is stored. */
  private AppImage ofRegistry(String text) throws NotThere {
    ImageReference reference;
    try {
      reference = ImageReference.parse(text);
    } catch (IllegalArgumentException e) {
      throw new NotThere("\"" + text + "\" is no image: " + e.getMessage());
    }
    ObjectNode request =
        Json.object().put("kind", "ImageStreamImport").put("apiVersion", "image.openshift.io/v1");
    Meta.of(request).put("name", "newapp").put("namespace", cluster.namespace());
    ObjectNode image =
        request.putObject("spec").put("import", false).putArray("images").addObject();
    image.putObject("from").put("kind", "DockerImage").put("name", text);
    ObjectNode policy = image.putObject("importPolicy").put("importMode", allowed.importMode());
    if (allowed.insecure()) {
      policy.put("insecure", true);
    }
    JsonNode answer =
        cluster.resources().create(Kinds.IMAGE_STREAM_IMPORT, cluster.namespace(), request).tree();
    JsonNode result = Json.arrayAt(Json.objectAt(answer, "status"), "images").path(0);
    JsonNode status = Json.objectAt(result, "status");
    if (!Json.string(status, "status").equals("Success")) {
      throw new NotThere(
          "can't look up container image \""
              + text
              + "\": "
              + Json.string(status, "message").replace("(--insecure)", "(--insecure-registry)"));
    }
    return new AppImage(
        text,
        new Origin.OfRegistry(reference, allowed.insecure()),
        Json.objectAt(Json.objectAt(result, "image"), "dockerImageMetadata"));
  }
}
