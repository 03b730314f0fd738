package dev.weir.project;

import dev.weir.core.NamespaceRest;
import dev.weir.objects.ListOptions;
import dev.weir.objects.MetaRules;
import dev.weir.objects.NameRule;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
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

  private final NamespaceRest namespaces;

  public ProjectRequestRest(NamespaceRest namespaces) {
    this.namespaces = namespaces;
  }

  @Override
  public ResourceKind kind() {
    return ProjectKinds.PROJECT_REQUEST;
  }

  @Override
  public ObjectList list(Scope scope, ListOptions options) {
    return new ObjectList(List.of(), 0, "", 0);
  }

  /** Requests are not kept; whoever may not list may not ask either. */
  @Override
  public Optional<ObjectNode> listAnswer(Scope scope) {
    return Optional.of(ApiStatus.success());
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode request, WriteOptions options) {
    MetaRules.requireKind(kind(), request);
    String name = Meta.name(request);
    requireAllowed(name);
    ObjectNode namespace = Json.object();
    Meta.of(namespace).put("name", name);
    annotate(namespace, ProjectRest.DISPLAY_NAME, Json.string(request, "displayName"));
    annotate(namespace, ProjectRest.DESCRIPTION, Json.string(request, "description"));
    annotate(namespace, "openshift.io/requester", scope.user().name());
    try {
      return ProjectRest.project(namespaces.create(scope, namespace, options));
    } catch (StatusException e) {
      throw e.status().reason().equals("AlreadyExists")
          ? ApiStatus.alreadyExists(ProjectKinds.PROJECT, name).exception()
          : e;
    }
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
