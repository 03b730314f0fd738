package dev.weir.apiserver.legacy;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.SentCall;
import dev.weir.objects.TableView;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.ResourceKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** A resource in its older form. */
final class LegacyResource implements Rest {
  private static final ResourceKind CORE_SECRETS =
      ResourceKind.namespaced("", "v1", "secrets", "secret", "SecretList");

  private final Rest original;
  private final ResourceKind kind;
  private final LegacyForms.Style style;

  LegacyResource(Rest original, ResourceKind kind, LegacyForms.Style style) {
    this.original = original;
    this.kind = kind;
    this.style = style;
  }

  @Override
  public ResourceKind kind() {
    return kind;
  }

  @Override
  public ResourceKind original() {
    return original.kind();
  }

  /** The titles that {@code oc get} printed then (image-api.md 9.1). */
  @Override
  public TableView table() {
    TableView today = original.table();
    if (style.selfLinks().isEmpty()) {
      return today;
    }
    List<TableView.Column> columns =
        today.columns().stream()
            .map(
                c ->
                    new TableView.Column(
                        title(c.name()), c.type(), c.format(), c.description(), c.priority()))
            .toList();
    return new TableView(columns, today.cells());
  }

  private static String title(String today) {
    return switch (today) {
      case "Image Repository" -> "Docker Repo";
      case "Image Reference" -> "Docker Ref";
      case "Image Name" -> "ImageName";
      default -> today;
    };
  }

  @Override
  public List<FieldProblem> misplaced(ObjectNode sent) {
    return original.misplaced(sent);
  }

  @Override
  public long storedBytes(Scope scope, String name) {
    return original.storedBytes(scope, name);
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    return old(original.get(scope, name));
  }

  @Override
  public boolean takesListOptions() {
    return original.takesListOptions();
  }

  @Override
  public ApiObject get(Scope scope, String name, ListOptions options) {
    return old(original.get(scope, name, today(options)));
  }

  @Override
  public ObjectList list(Scope scope, ListOptions options) {
    return original.list(scope, today(options)).map(this::old);
  }

  @Override
  public ObjectWatch watch(Scope scope, ListOptions options) {
    ObjectWatch watch = original.watch(scope, today(options));
    return new ObjectWatch() {
      @Override
      public List<ObjectEvent> next(Duration timeout) throws InterruptedException {
        return watch.next(timeout).stream()
            .map(event -> new ObjectEvent(event.type(), old(event.object())))
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
  public Optional<ObjectNode> listAnswer(Scope scope) {
    return original.listAnswer(scope);
  }

  @Override
  public void requireServed() {
    original.requireServed();
  }

  @Override
  public boolean checksRightToCreate() {
    return original.checksRightToCreate();
  }

  @Override
  public boolean waitsForOthers() {
    return original.waitsForOthers();
  }

  @Override
  public boolean takesCalls() {
    return original.takesCalls();
  }

  @Override
  public SentCall.Answer call(Scope scope, String name, SentCall sent) {
    SentCall.Answer answer = original.call(scope, name, sent);
    return new SentCall.Answer(old(answer.object()), answer.remarks());
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
    ApiObject made = original.create(scope, OldForm.today(object, original.kind()), options);
    return style.answersCreateInGroup() ? made : old(made);
  }

  @Override
  public Updated update(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    Updated updated =
        original.update(
            scope,
            name,
            present -> OldForm.today(change.apply(shown(present)), original.kind()),
            options);
    return new Updated(old(updated.object()), updated.created());
  }

  @Override
  public boolean keepsAnnotation(String key) {
    return original.keepsAnnotation(key);
  }

  @Override
  public List<String> remarks(ObjectNode object) {
    return original.remarks(object);
  }

  @Override
  public ObjectNode delete(Scope scope, String name, DeleteOptions options) {
    return shown(original.delete(scope, name, options));
  }

  @Override
  public List<String> subresources() {
    return style.hasSubresources()
        ? original.subresources().stream().filter(name -> !name.equals("layers")).toList()
        : List.of();
  }

  @Override
  public Rest subresource(String name) {
    Rest found = original.subresource(name);
    return new LegacyResource(found, shown(name, found.kind()).withVerbs(verbs(found)), style);
  }

  /** What other groups own, such as a Scale, keeps its form. */
  private ResourceKind shown(String name, ResourceKind found) {
    if (name.equals("secrets")) {
      return CORE_SECRETS;
    }
    return found.group().equals(original.kind().group()) ? LegacyForms.oldKind(found) : found;
  }

  private static String[] verbs(Rest rest) {
    return rest.kind().verbs().toArray(String[]::new);
  }

  private ApiObject old(ApiObject object) {
    return ApiObject.of(shown(object.copy()));
  }

  private ObjectNode shown(ObjectNode tree) {
    ObjectNode old = OldForm.of(tree, original.kind(), kind);
    if (!style.selfLinks().isEmpty()) {
      OldForm.link(old, style.selfLinks(), kind);
    }
    return old;
  }

  /** {@code name} was another word for {@code metadata.name} in selectors. */
  private static ListOptions today(ListOptions options) {
    List<FieldSelector.Requirement> fields =
        options.fields().requirements().stream()
            .map(
                r ->
                    r.field().equals("name")
                        ? new FieldSelector.Requirement("metadata.name", r.negated(), r.value())
                        : r)
            .toList();
    return options.withFields(new FieldSelector(fields));
  }
}
