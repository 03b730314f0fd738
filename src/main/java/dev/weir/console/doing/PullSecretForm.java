package dev.weir.console.doing;

import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Visit;
import dev.weir.lock.Attempts;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a login to a registry, and lets the project pull with it. What the password is stands in
 * the Secret only.
 */
public final class PullSecretForm implements Page {
  private static final String ACCOUNT = "default";
  private static final String PULLS = "imagePullSecrets";
  private static final Set<Integer> SHOWN_AGAIN = Set.of(400, 409, 422);
  private static final int CONFLICT = 409;
  private static final int ATTEMPTS = 5;

  @Override
  public void answer(Visit visit) throws IOException {
    Place place = new Place(visit.name(0), "", "");
    String linked = visit.query("linked");
    if (!visit.isPost() && isLinked(visit, place.project(), linked)) {
      visit.show("now.jte", done(visit, place, linked));
      return;
    }
    if (!visit.isPost()) {
      visit.show("doing.jte", shown(visit, place, ""));
      return;
    }
    try {
      make(visit, place);
    } catch (StatusException refused) {
      int code = refused.status().code();
      if (!SHOWN_AGAIN.contains(code)) {
        throw refused;
      }
      visit.show(code, "doing.jte", shown(visit, place, refused.status().message()));
    }
  }

  private static FormView shown(Visit visit, Place place, String alert) {
    String project = place.project();
    var _ = visit.objects().get(Kinds.PROJECT, "", project);
    boolean may = mayMake(visit, project) && mayLink(visit, project);
    return new FormView(
        TagForm.shell(visit, place, "Link a pull secret", "Pull secret"),
        TagForm.first(alert, TagForm.noRight(may)),
        FormView.Ask.NOTHING,
        List.of(
            "A Secret of type kubernetes.io/dockerconfigjson with the login is made. Nobody is"
                + " shown the password again who may not read Secrets.",
            "Service account %s gets it for pulls: pods of the project pull with it."
                .formatted(ACCOUNT),
            "Imports into this project's image streams log in with it too."),
        false,
        Rolls.NONE,
        may ? confirm(visit) : FormView.Confirm.IMPOSSIBLE,
        List.of(
            "oc create secret docker-registry NAME -n %s --docker-server=… --docker-username=… --docker-password=…"
                .formatted(project),
            "oc secrets link %s NAME --for=pull -n %s".formatted(ACCOUNT, project)),
        Paths.project(project));
  }

  private static NowPage.View done(Visit visit, Place place, String name) {
    return new NowPage.View(
        TagForm.shell(visit, place, "Pull secret " + name, "Pull secret"),
        List.of(),
        List.of(
            "Service account %s pulls with Secret %s.".formatted(ACCOUNT, name),
            "Imports into this project's image streams log in with it too."),
        false,
        Rolls.NONE,
        Paths.project(place.project()),
        "Go to " + place.project());
  }

  private static FormView.Confirm confirm(Visit visit) {
    return new FormView.Confirm(
        Map.of(),
        List.of(
            FormView.Field.text(
                "name", "Name of the Secret", visit.field("name"), "Such as quay-pull.", true),
            FormView.Field.text(
                "server",
                "Registry",
                visit.field("server"),
                "Its host, such as quay.io; empty for Docker Hub.",
                false),
            FormView.Field.text("username", "User name", visit.field("username"), "", true),
            FormView.Field.password("password", "Password or token", "Never shown again.")),
        "Make and link",
        false);
  }

  private static boolean mayMake(Visit visit, String project) {
    return Rights.may(visit, "create", Kinds.SECRET, project, "");
  }

  private static boolean mayLink(Visit visit, String project) {
    return Rights.may(visit, "update", Kinds.SERVICE_ACCOUNT, project, ACCOUNT);
  }

  private static boolean isLinked(Visit visit, String project, String name) {
    try {
      return !name.isEmpty()
          && names(visit.objects().get(Kinds.SERVICE_ACCOUNT, project, ACCOUNT).tree(), name);
    } catch (StatusException _) {
      return false;
    }
  }

  private static boolean names(ObjectNode account, String secret) {
    return Json.arrayAt(account, PULLS)
        .valueStream()
        .anyMatch(one -> Json.string(one, "name").equals(secret));
  }

  /**
   * Makes the Secret, then links it. Where the link fails, the Secret goes again if the reader may
   * delete it; else it is said that it is there.
   */
  private static void make(Visit visit, Place place) throws IOException {
    String project = place.project();
    String name = visit.field("name");
    var _ = visit.objects().get(Kinds.SERVICE_ACCOUNT, project, ACCOUNT);
    if (!mayLink(visit, project)) {
      throw ApiStatus.forbidden(
              Kinds.SERVICE_ACCOUNT, ACCOUNT, "you may not change it, so no Secret was made")
          .exception();
    }
    var _ = visit.objects().create(Kinds.SECRET, project, secret(visit, name));
    try {
      link(visit, project, name);
    } catch (StatusException refused) {
      throw unlinked(visit, project, name, refused.status());
    }
    visit.go(Paths.with(Paths.form(project, "", "pull-secret"), "linked", name));
  }

  private static StatusException unlinked(Visit visit, String project, String name, ApiStatus why) {
    String left;
    try {
      var _ = visit.objects().delete(Kinds.SECRET, project, name);
      left = "Secret %s, which had been made for it, was deleted again: nothing is left of it.";
    } catch (StatusException _) {
      left =
          "Secret %1$s was made all the same, and you may not delete it. To link it later: oc"
              + " secrets link %2$s %1$s --for=pull -n %3$s";
    }
    return new ApiStatus(
            why.code(),
            why.reason(),
            "Service account %s does not pull with it: %s. %s"
                .formatted(ACCOUNT, why.message(), left.formatted(name, ACCOUNT, project)),
            Json.object())
        .exception();
  }

  private static ObjectNode secret(Visit visit, String name) {
    String user = visit.field("username");
    String password = visit.field("password");
    if (user.isEmpty() || password.isEmpty()) {
      throw Source.wrong("A login has a user name and a password.");
    }
    String server = TagForm.first(visit.field("server"), "https://index.docker.io/v1/");
    ObjectNode login = Json.object().put("username", user).put("password", password);
    login.put("auth", base64((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    ObjectNode config = Json.object();
    config.putObject("auths").set(server, login);
    ObjectNode secret = Json.object().put("apiVersion", "v1").put("kind", "Secret");
    secret.putObject("metadata").put("name", name);
    secret.put("type", "kubernetes.io/dockerconfigjson");
    secret.putObject("data").put(".dockerconfigjson", base64(Json.bytes(config)));
    return secret;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static void link(Visit visit, String project, String name) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      ObjectNode account = visit.objects().get(Kinds.SERVICE_ACCOUNT, project, ACCOUNT).copy();
      if (names(account, name)) {
        return;
      }
      ArrayNode pulls = Json.ensureArray(account, PULLS);
      pulls.addObject().put("name", name);
      try {
        var _ = visit.objects().update(Kinds.SERVICE_ACCOUNT, project, account);
        return;
      } catch (StatusException e) {
        if (e.status().code() != CONFLICT) {
          throw e;
        }
      }
    }
    throw ApiStatus.conflict(Kinds.SERVICE_ACCOUNT, ACCOUNT, "others change it all the time")
        .exception();
  }
}
