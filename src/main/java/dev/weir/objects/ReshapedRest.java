package dev.weir.objects;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.resource.ApiObject;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.ResourceKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * A resource in another form: the same stored objects, each shown as something else, and what is
 * written turned back. Nothing is stored twice, and whatever the resource decides it decides once.
 */
public abstract class ReshapedRest implements Rest {
  private final Rest stored;

  /** A second form of a resource. */
  protected ReshapedRest(Rest stored) {
    this.stored = stored;
  }

  /** The resource itself. */
  protected final Rest stored() {
    return stored;
  }

  /**
   * An object of the resource in this form; a {@code Status} stays as it is.
   *
   * @param tree may be changed
   */
  protected abstract ObjectNode shown(ObjectNode tree);

  /**
   * What a new object of this form is in the resource's own.
   *
   * @param tree may be changed
   * @throws dev.weir.resource.StatusException if it is nothing
   */
  protected abstract ObjectNode kept(ObjectNode tree);

  /**
   * What a changed object of this form is in the resource's own.
   *
   * @param changed may be changed
   * @param present the object before, as the resource has it
   * @throws dev.weir.resource.StatusException if it is nothing
   */
  protected ObjectNode kept(ObjectNode changed, ObjectNode present) {
    return kept(changed);
  }

  /** Options that mean the same there. */
  protected ListOptions options(ListOptions asked) {
    return asked;
  }

  /** A copy of an object in this form. */
  protected final ApiObject shown(ApiObject object) {
    return ApiObject.of(shown(object.copy()));
  }

  @Override
  public ResourceKind rightsKind() {
    return stored.rightsKind();
  }

  @Override
  public List<FieldProblem> misplaced(ObjectNode sent) {
    return stored.misplaced(sent);
  }

  @Override
  public long storedBytes(Scope scope, String name) {
    return stored.storedBytes(scope, name);
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    return shown(stored.get(scope, name));
  }

  @Override
  public boolean takesListOptions() {
    return stored.takesListOptions();
  }

  @Override
  public ApiObject get(Scope scope, String name, ListOptions options) {
    return shown(stored.get(scope, name, options(options)));
  }

  @Override
  public ObjectList list(Scope scope, ListOptions options) {
    return stored.list(scope, options(options)).map(this::shown);
  }

  @Override
  public Optional<ObjectNode> listAnswer(Scope scope) {
    return stored.listAnswer(scope);
  }

  @Override
  public ObjectWatch watch(Scope scope, ListOptions options) {
    ObjectWatch watch = stored.watch(scope, options(options));
    return new ObjectWatch() {
      @Override
      public List<ObjectEvent> next(Duration timeout) throws InterruptedException {
        return watch.next(timeout).stream()
            .map(event -> new ObjectEvent(event.type(), shown(event.object())))
            .toList();
      }

      @Override
      public long progress() {
        return watch.progress();
      }

      @Override
      public void close() {
        watch.close();
      }
    };
  }

  @Override
  public void requireServed() {
    stored.requireServed();
  }

  @Override
  public boolean takesCalls() {
    return stored.takesCalls();
  }

  @Override
  public SentCall.Answer call(Scope scope, String name, SentCall sent) {
    SentCall.Answer answer = stored.call(scope, name, sent);
    return new SentCall.Answer(shown(answer.object()), answer.remarks());
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
    return shown(stored.create(scope, kept(object), options));
  }

  @Override
  public Updated update(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    Updated updated =
        stored.update(
            scope,
            name,
            present -> kept(change.apply(shown(present.deepCopy())), present),
            options);
    return new Updated(shown(updated.object()), updated.created());
  }

  @Override
  public boolean keepsAnnotation(String key) {
    return stored.keepsAnnotation(key);
  }

  @Override
  public List<String> remarks(ObjectNode object) {
    return stored.remarks(object);
  }

  @Override
  public ObjectNode delete(Scope scope, String name, DeleteOptions options) {
    return shown(stored.delete(scope, name, options));
  }

  @Override
  public boolean checksRightToCreate() {
    return stored.checksRightToCreate();
  }

  @Override
  public boolean waitsForOthers() {
    return stored.waitsForOthers();
  }
}
