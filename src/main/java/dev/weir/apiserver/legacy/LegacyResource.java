package dev.weir.apiserver.legacy;

import dev.weir.objects.ListOptions;
import dev.weir.objects.ReshapedRest;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.TableView;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.ResourceKind;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A resource in its older form. */
final class LegacyResource extends ReshapedRest {
  private static final ResourceKind CORE_SECRETS =
      ResourceKind.namespaced("", "v1", "secrets", "secret", "SecretList");

  private final ResourceKind kind;
  private final LegacyForms.Style style;

  LegacyResource(Rest original, ResourceKind kind, LegacyForms.Style style) {
    super(original);
    this.kind = kind;
    this.style = style;
  }

  @Override
  public ResourceKind kind() {
    return kind;
  }

  @Override
  public ResourceKind original() {
    return stored().kind();
  }

  /** The titles that {@code oc get} printed then (image-api.md 9.1). */
  @Override
  public TableView table() {
    TableView today = stored().table();
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
  public ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
    ApiObject made = stored().create(scope, kept(object), options);
    return style.answersCreateInGroup() ? made : shown(made);
  }

  @Override
  public List<String> subresources() {
    return style.hasSubresources()
        ? stored().subresources().stream().filter(name -> !name.equals("layers")).toList()
        : List.of();
  }

  @Override
  public Rest subresource(String name) {
    Rest found = stored().subresource(name);
    return new LegacyResource(found, shown(name, found.kind()).withVerbs(verbs(found)), style);
  }

  /** What other groups own, such as a Scale, keeps its form. */
  private ResourceKind shown(String name, ResourceKind found) {
    if (name.equals("secrets")) {
      return CORE_SECRETS;
    }
    return found.group().equals(original().group()) ? LegacyForms.oldKind(found) : found;
  }

  private static String[] verbs(Rest rest) {
    return rest.kind().verbs().toArray(String[]::new);
  }

  @Override
  protected ObjectNode shown(ObjectNode tree) {
    ObjectNode old = OldForm.of(tree, original(), kind);
    if (!style.selfLinks().isEmpty()) {
      OldForm.link(old, style.selfLinks(), kind);
    }
    return old;
  }

  @Override
  protected ObjectNode kept(ObjectNode tree) {
    return OldForm.today(tree, original());
  }

  /** {@code name} was another word for {@code metadata.name} in selectors. */
  @Override
  protected ListOptions options(ListOptions asked) {
    List<FieldSelector.Requirement> fields =
        asked.fields().requirements().stream()
            .map(
                r ->
                    r.field().equals("name")
                        ? new FieldSelector.Requirement("metadata.name", r.negated(), r.value())
                        : r)
            .toList();
    return asked.withFields(new FieldSelector(fields));
  }
}
