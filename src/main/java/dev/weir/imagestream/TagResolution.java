package dev.weir.imagestream;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.reference.StreamName;
import dev.weir.resource.FieldProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Turns new and changed spec tags into tag events (image-api.md 3.3). */
final class TagResolution {
  private final ImageStream before;
  private final Instant now;
  private final SourceStreams sources;
  private final Holds holds;
  private final List<FieldProblem> problems = new ArrayList<>();

  /**
   * @param before the stored stream; an empty one for a stream that is being created
   */
  TagResolution(ImageStream before, Instant now, SourceStreams sources, Holds holds) {
    this.before = before;
    this.holds = holds;
    this.now = now;
    this.sources = sources;
  }

  /** What is wrong with tags that could not be resolved. */
  List<FieldProblem> problems() {
    return List.copyOf(problems);
  }

  /** The stream with the events of its new and changed spec tags; generations are set already. */
  ImageStream resolve(ImageStream after) {
    ImageStream stream = after;
    for (SpecTag tag : after.spec().values()) {
      boolean due = (isNew(tag) && holds.mayResolve(tag)) || holds.catchesUp(tag);
      if (tag.from().isPresent() && due) {
        Optional<TagEvent> event = event(stream, tag, tag.from().get());
        if (event.isPresent()) {
          var added = stream.history(tag.name()).add(event.get());
          stream = stream.withTag(tag.name(), added.history());
        }
      }
    }
    return stream;
  }

  private boolean isNew(SpecTag tag) {
    SpecTag old = before.spec().get(tag.name());
    return old == null || Generations.isChanged(before.name().namespace(), old, tag);
  }

  private Optional<TagEvent> event(ImageStream stream, SpecTag tag, TagSource from) {
    return switch (from.kind()) {
      case TagSource.DOCKER_IMAGE ->
          tag.reference()
              ? Optional.of(
                  new TagEvent(now, from.name(), "", stream.generation()).from(from.name()))
              : Optional.empty();
      case TagSource.STREAM_TAG, TagSource.STREAM_IMAGE -> copied(stream, tag, from);
      default -> Optional.empty(); // a kind that validation refuses
    };
  }

  private Optional<TagEvent> copied(ImageStream stream, SpecTag tag, TagSource from) {
    String field = "spec.tags[" + tag.name() + "].from.name";
    Optional<SourceName> name = SourceName.of(stream.name(), from);
    if (name.isEmpty()) {
      problems.add(
          FieldProblem.invalid(
              field, from.name(), "must be of the form <tag>, <repo>:<tag>, <id>, or <repo>@<id>"));
      return Optional.empty();
    }
    StreamName sourceName = name.get().stream();
    boolean own = sourceName.equals(stream.name());
    Optional<ImageStream> source = own ? Optional.of(stream) : sources.find(sourceName);
    if (source.isEmpty()) {
      problems.add(FieldProblem.notFound(field, from.name()));
      return Optional.empty();
    }
    Optional<TagEvent> event =
        from.kind().equals(TagSource.STREAM_TAG)
            ? source.get().newest(name.get().item()).map(e -> copied(name.get(), e))
            : image(field, from, name.get(), source.get());
    return event
        .map(e -> e.withGeneration(tag.generation().orElse(stream.generation())))
        .map(e -> tag.reference() ? e : rehome(e, sourceName, stream.name()));
  }

  /** A tag's event keeps its time: of a move that comes later it is said when it was. */
  private TagEvent copied(SourceName name, TagEvent event) {
    Origin from = Origin.from(name.asTag());
    return event.withOrigin(event.created().equals(now) ? from : from.withMoved(now));
  }

  private Optional<TagEvent> image(
      String field, TagSource from, SourceName name, ImageStream source) {
    List<TagEvent> events =
        source.tags().values().stream()
            .flatMap(history -> history.items().stream())
            .filter(event -> PartialDigest.matches(event.image(), name.item()))
            .collect(Collectors.toCollection(ArrayList::new));
    if (events.stream().noneMatch(event -> event.image().equals(name.item()))) {
      events.addAll(sources.older(name.stream(), name.item()));
    }
    List<String> images = events.stream().map(TagEvent::image).toList();
    return switch (PartialDigest.find(images, name.item())) {
      case PartialDigest.Match.Found(String image) ->
          events.stream()
              .filter(event -> event.image().equals(image))
              .findFirst()
              .map(
                  e ->
                      new TagEvent(now, e.reference(), e.image(), e.generation())
                          .from(name.asImage(e.image())));
      case PartialDigest.Match.None() ->
          refuse(
              field,
              from,
              "imagestreamimage.image.openshift.io \""
                  + name.stream().name()
                  + "@"
                  + name.item()
                  + "\" not found");
      case PartialDigest.Match.Several(List<String> found) ->
          refuse(field, from, PartialDigest.ambiguous(name.item(), found));
    };
  }

  private Optional<TagEvent> refuse(String field, TagSource from, String why) {
    problems.add(FieldProblem.invalid(field, from.name(), "error generating tag event: " + why));
    return Optional.empty();
  }

  /** An image of the integrated registry is pulled through the stream that refers to it. */
  private static TagEvent rehome(TagEvent event, StreamName source, StreamName own) {
    return source.equals(own)
        ? event
        : event.withReference(OwnRegistry.rehomed(event.reference(), event.image(), own));
  }
}
