package dev.weir.platform.project;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.meta.MetaRules;
import dev.weir.objects.meta.NameRule;
import dev.weir.objects.value.ObjectKey;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.rbac.RbacKinds;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Project requests: how users get a project of their own (controllers-and-access.md 7.5). A POST
 * answers with the new Project; a GET says whether the caller may ask.
 */
public final class ProjectRequestRest implements Rest {
  private static final List<String> RESERVED = List.of("openshift", "kubernetes", "kube");

  private static final String ADMIN = "admin";

  private final StoreContext context;
  private final NamespaceRest namespaces;
  private final Authorizer authorizer;

  public ProjectRequestRest(StoreContext context, NamespaceRest namespaces, Authorizer authorizer) {
    this.context = context;
    this.namespaces = namespaces;
    this.authorizer = authorizer;
  }

  @Override
  public ResourceKind kind() {
    return Kinds.PROJECT_REQUEST;
  }

  @Override
  public ObjectList list(Scope scope, ListOptions options) {
    return new ObjectList(List.of(), 0, "", 0);
  }

  /** Requests are not kept: the answer only says whether the caller may make one. */
  @Override
  public Optional<ObjectNode> listAnswer(Scope scope) {
    Attributes wanted = Attributes.resource("create", kind().group(), kind().plural(), "", "");
    if (!authorizer.allows(scope.user(), wanted)) {
      throw ApiStatus.forbidden("You may not request a new project via this API.").exception();
    }
    return Optional.of(ApiStatus.success());
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode request, WriteOptions options) {
    MetaRules.requireKind(kind(), request);
    String name = Meta.name(request);
    requireAllowed(name);
    String displayName = Json.string(request, "displayName");
    ProjectRest.requireDisplayName(kind(), name, displayName);
    ObjectNode namespace = Json.object();
    Meta.of(namespace).put("name", name);
    annotate(namespace, ProjectRest.DISPLAY_NAME, displayName);
    annotate(namespace, ProjectRest.DESCRIPTION, Json.string(request, "description"));
    annotate(namespace, "openshift.io/requester", scope.user().name());
    try {
      ApiObject created =
          namespaces.createWith(
              scope, namespace, options, transaction -> bindAdmin(transaction, scope.user(), name));
      return ProjectRest.project(created);
    } catch (StatusException e) {
      throw e.status().reason().equals("AlreadyExists") ? alreadyExists(name) : e;
    }
  }

  /** In the words that users know: the kind's singular stands for the resource. */
  private static StatusException alreadyExists(String name) {
    ApiStatus status = ApiStatus.alreadyExists(Kinds.PROJECT, name);
    String message = "project.project.openshift.io \"" + name + "\" already exists";
    return new ApiStatus(status.code(), status.reason(), message, status.details()).exception();
  }

  /** The requester is the project's administrator as soon as there is a project. */
  private void bindAdmin(Transaction.Builder transaction, User user, String namespace) {
    ObjectNode binding = RbacKinds.binding(namespace, ADMIN, user.name());
    MetaRules.prepareForCreate(
        Kinds.ROLE_BINDING,
        namespace,
        binding,
        context.newUid(),
        context.now(),
        context::randomSuffix);
    transaction.put(ObjectKey.of(Kinds.ROLE_BINDING, namespace, ADMIN), ApiObject.encode(binding));
  }

  private static void annotate(ObjectNode object, String key, String value) {
    if (!value.isEmpty()) {
      Meta.setAnnotation(object, key, value);
    }
  }

  private void requireAllowed(String name) {
    List<FieldProblem> problems = new ArrayList<>();
    if (name.length() < 2) {
      problems.add(
          FieldProblem.invalid("metadata.name", name, "must be at least 2 characters long"));
    } else {
      problems.addAll(NameRule.LABEL.check("metadata.name", name));
    }
    for (String reserved : RESERVED) {
      if (name.equals(reserved) || name.startsWith(reserved + "-")) {
        throw ApiStatus.forbidden(
                kind(), name, "cannot request a project starting with \"" + reserved + "-\"")
            .exception();
      }
    }
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(kind(), name, problems).exception();
    }
  }
}
