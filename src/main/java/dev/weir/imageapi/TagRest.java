package dev.weir.imageapi;

import dev.weir.client.ObjectWatch;
import dev.weir.imageapi.age.ShorterAges;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.KeptAnnotations;
import dev.weir.imagestream.SpecTag;
import dev.weir.importing.age.AgeRemarks;
import dev.weir.importing.schedule.CheckRemarks;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.meta.MetaRules;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.streams.StoredStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** One of the two kinds that show a tag of a stream, and change the stream when written to. */
abstract class TagRest implements Rest {
  private final TagShape shape;
  private final TagReads reads;
  private final TagWrites writes;
  private final ShorterAges ages;

  TagRest(Parts parts, TagShape shape, ShorterAges ages) {
    this.ages = ages;
    this.shape = shape;
    this.reads = new TagReads(parts, shape);
    this.writes = new TagWrites(parts, shape);
  }

  /**
   * What the spec of the stream gets for a new object.
   *
   * @throws dev.weir.resource.StatusException 422
   */
  abstract Optional<SpecTag> created(NamedTag name, ObjectNode object);

  /** The object as an update finds it. */
  abstract ObjectNode present(NamedTag name, StoredStream before);

  /**
   * The stream after an update.
   *
   * @throws dev.weir.resource.StatusException 422, or 404 if there is nothing to update
   */
  abstract ImageStream changed(
      NamedTag name, StoredStream before, ObjectNode present, ObjectNode wanted);

  /** The annotations that the spec of the tag should have, by an object as it was sent. */
  abstract Map<String, String> annotations(ObjectNode wanted);

  final TagWrites writes() {
    return writes;
  }

  @Override
  public final ResourceKind kind() {
    return shape.kind();
  }

  @Override
  public final boolean keepsAnnotation(String key) {
    return KeptAnnotations.isKept(key);
  }

  @Override
  public final List<String> remarks(ObjectNode object) {
    List<String> all = new ArrayList<>(CheckRemarks.of(object));
    all.addAll(AgeRemarks.of(object));
    return all;
  }

  @Override
  public final ObjectList list(Scope scope, ListOptions options) {
    return reads.list(scope, options);
  }

  @Override
  public final ObjectWatch watch(Scope scope, ListOptions options) {
    return reads.watch(scope, options);
  }

  @Override
  public final ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
    MetaRules.requireKind(kind(), object);
    NamedTag name = NamedTag.parse(kind(), scope, Meta.name(object), "created");
    writes.requirePlace(scope, name, object);
    Optional<SpecTag> tag = created(name, object);
    return writes.edit(
        scope,
        name,
        before -> {
          if (before.stream().spec().containsKey(name.tag())) {
            throw ApiStatus.alreadyExists(kind(), name.text()).exception();
          }
          ImageStream base = writes.base(before, name);
          return writes.accept(scope, before, tag.map(base::withSpecTag).orElse(base));
        },
        options);
  }

  @Override
  public final Updated update(
      Scope scope, String text, UnaryOperator<ObjectNode> change, WriteOptions options) {
    NamedTag name = NamedTag.parse(kind(), scope, text, "updated");
    return ages.after(scope.user(), name.stream(), () -> update(scope, name, change, options));
  }

  private Updated update(
      Scope scope, NamedTag name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    boolean[] created = {false};
    List<String> stays = new ArrayList<>();
    ApiObject updated =
        writes.edit(
            scope,
            name,
            before -> {
              created[0] = !before.stream().spec().containsKey(name.tag());
              ObjectNode present = present(name, before);
              ObjectNode wanted = change.apply(present.deepCopy());
              MetaRules.requireKind(kind(), wanted);
              writes.requirePlace(scope, name, wanted);
              writes.requireVersion(name, before, wanted);
              ImageStream after =
                  writes.accept(scope, before, changed(name, before, present, wanted));
              stays.clear(); // it is asked again each time that somebody was faster
              before.stream()
                  .specTag(name.tag())
                  .filter(SpecTag::isHeld)
                  .flatMap(_ -> after.specTag(name.tag()))
                  .flatMap(
                      tag -> KeptAnnotations.remark(name.stream().name(), tag, annotations(wanted)))
                  .ifPresent(stays::add);
              return after;
            },
            options);
    return new Updated(updated.withRemarks(stays), created[0]);
  }

  @Override
  public final ObjectNode delete(Scope scope, String text, DeleteOptions options) {
    return writes.delete(scope, NamedTag.parse(kind(), scope, text, "deleted"), options);
  }
}
