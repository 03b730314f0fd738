package dev.weir.platform.project;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.Policy;
import dev.weir.client.ObjectWatch;
import dev.weir.objects.ContinueToken;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.TableView;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.meta.MetaRules;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Projects: namespaces, as far as the caller may see them (controllers-and-access.md 7.5). An
 * update changes the display name and the description only.
 */
public final class ProjectRest implements Rest {
  static final String DISPLAY_NAME = "openshift.io/display-name";
  static final String DESCRIPTION = "openshift.io/description";
  private static final Set<String> EDITABLE = Set.of(DISPLAY_NAME, DESCRIPTION);

  private final NamespaceRest namespaces;
  private final Authorizer authorizer;
  private final Policy policy;

  public ProjectRest(NamespaceRest namespaces, Authorizer authorizer, Policy policy) {
    this.namespaces = namespaces;
    this.authorizer = authorizer;
    this.policy = policy;
  }

  @Override
  public ResourceKind kind() {
    return Kinds.PROJECT;
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.of("Display Name", "Human readable name of the project"),
            TableView.Column.of("Status", "The status of the project")),
        (object, _) ->
            List.of(
                Meta.name(object),
                Meta.annotation(object, DISPLAY_NAME),
                NamespaceRest.phase(object)));
  }

  /** The project that a namespace is. */
  static ApiObject project(ApiObject namespace) {
    ObjectNode project = namespace.copy();
    project.put("apiVersion", Kinds.PROJECT.apiVersion());
    project.put("kind", Kinds.PROJECT.kind());
    return ApiObject.of(project);
  }

  @Override
  public long storedBytes(Scope scope, String name) {
    return namespaces.storedBytes(scope, name);
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    try {
      return project(namespaces.get(scope, name));
    } catch (StatusException e) {
      throw e.status().code() == 404 ? ApiStatus.notFound(kind(), name).exception() : e;
    }
  }

  /** Pages hold and name visible projects only: a place to go on from is one that was shown. */
  @Override
  public ObjectList list(Scope scope, ListOptions options) {
    if (options.limit() == 0) {
      return projects(namespaces.list(scope, options).only(n -> isVisible(scope, n)));
    }
    List<ApiObject> visible = new ArrayList<>();
    ListOptions next = options;
    while (true) {
      ObjectList page = namespaces.list(scope, next);
      page.only(n -> isVisible(scope, n)).forEach(visible::add);
      boolean more = !page.continueToken().isEmpty();
      int shown = Math.min(visible.size(), options.limit());
      if (!more && shown == visible.size()) {
        return projects(new ObjectList(visible, page.revision(), "", 0));
      }
      if (shown == options.limit()) {
        String last = Meta.name(visible.get(shown - 1).tree());
        String token = new ContinueToken(page.revision(), last).toString();
        return projects(new ObjectList(visible.subList(0, shown), page.revision(), token, 0));
      }
      next = next.continuedAt(page.continueToken());
    }
  }

  private static ObjectList projects(ObjectList namespaces) {
    return namespaces.map(ProjectRest::project);
  }

  private boolean isVisible(Scope scope, ApiObject namespace) {
    String name = Meta.name(namespace.tree());
    return authorizer.allows(
        scope.user(), Attributes.resource("get", "", "namespaces", name, name));
  }

  @Override
  public ObjectWatch watch(Scope scope, ListOptions options) {
    boolean continues =
        !options.sendInitialEvents()
            && !options.resourceVersion().isEmpty()
            && !options.resourceVersion().equals("0");
    ObjectWatch changes = namespaces.watch(scope, options);
    try {
      ProjectWatch watch =
          new ProjectWatch(
              changes,
              continues
                  ? namespaces.list(scope, all(options, options.resourceVersion())).items()
                  : List.of(),
              () -> namespaces.list(scope, all(options, "")).items(),
              namespace -> isVisible(scope, namespace),
              policy::changedAt);
      if (continues) {
        requireSameRights(Long.parseLong(options.resourceVersion()));
      }
      return watch;
    } catch (RuntimeException e) {
      changes.close();
      throw e;
    }
  }

  /** All that is selected, as of the newest revision or of exactly one. */
  private static ListOptions all(ListOptions options, String version) {
    return new ListOptions(
        options.labels(), options.fields(), 0, "", version, false, false, !version.isEmpty());
  }

  /** Who could see what at a revision is not known once rights have changed since. */
  private void requireSameRights(long revision) {
    if (revision < policy.changedAt()) {
      throw ApiStatus.expired(
              "too old resource version: %d (%d)".formatted(revision, policy.changedAt()))
          .exception();
    }
  }

  @Override
  public Updated update(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    Updated updated =
        namespaces.update(
            scope,
            name,
            namespace -> {
              ApiObject before = project(ApiObject.of(namespace));
              ObjectNode after = change.apply(before.copy());
              requireOnlyEditable(name, before.tree(), after);
              return asNamespace(after, namespace);
            },
            options);
    return new Updated(project(updated.object()), false);
  }

  private void requireOnlyEditable(String name, ObjectNode before, ObjectNode after) {
    requireDisplayName(kind(), name, Meta.annotation(after, DISPLAY_NAME));
    var was = Meta.annotations(before);
    var is = Meta.annotations(after);
    was.keySet().removeAll(EDITABLE);
    is.keySet().removeAll(EDITABLE);
    if (!was.equals(is) || !Meta.labels(before).equals(Meta.labels(after))) {
      throw ApiStatus.invalid(
              kind(),
              name,
              List.of(
                  FieldProblem.forbidden(
                      "metadata",
                      "only "
                          + DISPLAY_NAME
                          + " and "
                          + DESCRIPTION
                          + " can be changed here; try"
                          + " updating the namespace")))
          .exception();
    }
  }

  /** A display name is one line. */
  static void requireDisplayName(ResourceKind kind, String project, String displayName) {
    if (displayName.chars().anyMatch(Character::isISOControl)) {
      throw ApiStatus.invalid(
              kind,
              project,
              List.of(
                  FieldProblem.invalid(
                      "metadata.annotations[" + DISPLAY_NAME + "]",
                      displayName,
                      "may not contain a new line, a tab or another control character")))
          .exception();
    }
  }

  private static ObjectNode asNamespace(ObjectNode project, ObjectNode namespace) {
    ObjectNode changed = namespace.deepCopy();
    for (String key : EDITABLE) {
      String value = Meta.annotation(project, key);
      if (value.isEmpty()) {
        Json.objectAt(Meta.of(changed), "annotations").remove(key);
      } else {
        Meta.setAnnotation(changed, key, value);
      }
    }
    Meta.of(changed).put("resourceVersion", Meta.resourceVersion(project));
    return changed;
  }

  /**
   * What {@code oc adm new-project} asks for: a project by an administrator, who is not bound to
   * it, as {@code projectrequests} would do.
   */
  @Override
  public ApiObject create(Scope scope, ObjectNode project, WriteOptions options) {
    MetaRules.requireKind(kind(), project);
    String name = Meta.name(project);
    requireDisplayName(kind(), name, Meta.annotation(project, DISPLAY_NAME));
    ObjectNode namespace = Json.object();
    namespace.set("metadata", Meta.of(project).deepCopy());
    try {
      return project(namespaces.create(scope, namespace, options));
    } catch (StatusException e) {
      throw e.status().reason().equals("AlreadyExists")
          ? ApiStatus.alreadyExists(kind(), name).exception()
          : e;
    }
  }

  @Override
  public ObjectNode delete(Scope scope, String name, DeleteOptions options) {
    ObjectNode _ = namespaces.delete(scope, name, options);
    return ApiStatus.success();
  }
}
