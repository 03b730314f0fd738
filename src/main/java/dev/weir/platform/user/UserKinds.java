package dev.weir.platform.user;

import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.objects.meta.NameRule;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kinds of user.openshift.io/v1. */
public final class UserKinds {

  private UserKinds() {}

  public static List<Rest> resources(StoreContext objects) {
    return List.of(
        new UserRest(objects),
        new StoredRest(objects, Kinds.IDENTITY, new IdentityStrategy()),
        new StoredRest(objects, Kinds.GROUP, new GroupStrategy()));
  }

  /** Names of users and groups: no colon, which is for names that the system gives, and no ~. */
  static List<FieldProblem> nameProblems(ObjectNode object) {
    String name = Meta.name(object);
    return name.contains(":") || name.equals("~")
        ? List.of(FieldProblem.invalid("metadata.name", name, "may not contain \":\" or be \"~\""))
        : List.of();
  }

  static String joined(ObjectNode object, String member) {
    return Json.arrayAt(object, member)
        .valueStream()
        .map(JsonNode::asString)
        .collect(Collectors.joining(", "));
  }

  static final class UserStrategy implements Strategy {
    @Override
    public NameRule nameRule() {
      return NameRule.PATH_SEGMENT;
    }

    @Override
    public List<FieldProblem> validate(ObjectNode object) {
      return nameProblems(object);
    }

    @Override
    public TableView table() {
      return new TableView(
          List.of(
              TableView.NAME,
              TableView.Column.of("UID", "The user's unique id"),
              TableView.Column.of("Full Name", "Full name of user"),
              TableView.Column.of("Identities", "Identities associated with this user")),
          (user, _) ->
              List.of(
                  Meta.name(user),
                  Meta.uid(user),
                  Json.string(user, "fullName"),
                  joined(user, "identities")));
    }
  }

  private static final class IdentityStrategy implements Strategy {
    @Override
    public NameRule nameRule() {
      return NameRule.PATH_SEGMENT;
    }

    @Override
    public List<FieldProblem> validate(ObjectNode object) {
      List<FieldProblem> problems = new ArrayList<>();
      String provider = Json.string(object, "providerName");
      String providerUser = Json.string(object, "providerUserName");
      if (provider.isEmpty()) {
        problems.add(FieldProblem.required("providerName", ""));
      }
      if (providerUser.isEmpty()) {
        problems.add(FieldProblem.required("providerUserName", ""));
      }
      String name = provider + ":" + providerUser;
      if (problems.isEmpty() && !Meta.name(object).equals(name)) {
        problems.add(
            FieldProblem.invalid("metadata.name", Meta.name(object), "must be \"" + name + "\""));
      }
      return problems;
    }

    @Override
    public TableView table() {
      return new TableView(
          List.of(
              TableView.NAME,
              TableView.Column.of("IDP Name", "Identity provider"),
              TableView.Column.of("IDP User Name", "Name of the user at the identity provider"),
              TableView.Column.of("User Name", "Name of the user"),
              TableView.Column.of("User UID", "The user's unique id")),
          (identity, _) ->
              List.of(
                  Meta.name(identity),
                  Json.string(identity, "providerName"),
                  Json.string(identity, "providerUserName"),
                  Json.string(Json.objectAt(identity, "user"), "name"),
                  Json.string(Json.objectAt(identity, "user"), "uid")));
    }
  }

  private static final class GroupStrategy implements Strategy {
    @Override
    public NameRule nameRule() {
      return NameRule.PATH_SEGMENT;
    }

    @Override
    public List<FieldProblem> validate(ObjectNode object) {
      List<FieldProblem> problems = new ArrayList<>(nameProblems(object));
      JsonNode users = object.path("users");
      boolean names =
          users.isMissingNode()
              || users.isNull()
              || (users.isArray() && users.valueStream().allMatch(JsonNode::isString));
      if (!names) {
        problems.add(FieldProblem.invalid("users", Json.text(users), "must be a list of names"));
      }
      return problems;
    }

    @Override
    public TableView table() {
      return new TableView(
          List.of(TableView.NAME, TableView.Column.of("Users", "Users in the group")),
          (group, _) -> List.of(Meta.name(group), joined(group, "users")));
    }
  }
}
