package dev.weir.cli;

import java.util.Arrays;
import java.util.List;

/** What can be asked for: names, and one line of help for each. */
enum Verb {
  GET("get", "Show objects"),
  DESCRIBE("describe", "Tell about objects"),
  TAG("tag", "Point tags of image streams at images"),
  IMPORT_IMAGE("import-image", "Import images from other registries now"),
  CREATE("create", "Create the objects of files"),
  CREATE_NAMESPACE("create namespace", "Create a namespace", "create ns"),
  CREATE_STREAM("create imagestream", "Create an image stream", "create is"),
  CREATE_STREAM_TAG("create imagestreamtag", "Create a tag of an image stream", "create istag"),
  CREATE_DEPLOYMENT("create deployment", "Create a deployment", "create deploy"),
  CREATE_LOGIN_SECRET("create secret docker-registry", "Create a login to a registry"),
  CREATE_SECRET("create secret generic", "Create a secret from files and texts"),
  APPLY("apply", "Create objects, or change them to what files say"),
  DIFF("diff", "Show what apply would change"),
  EDIT("edit", "Change objects in an editor"),
  WAIT("wait", "Wait until objects are as a condition says"),
  EXPLAIN("explain", "Tell what the fields of a kind are for"),
  REPLACE("replace", "Replace objects by those of files"),
  PATCH("patch", "Change fields of objects"),
  LABEL("label", "Set labels of objects"),
  ANNOTATE("annotate", "Set annotations of objects"),
  DELETE("delete", "Remove objects"),
  SET_TRIGGERS("set triggers", "Let workloads follow image stream tags"),
  SET_IMAGE("set image", "Change the images of containers"),
  SET_IMAGE_LOOKUP("set image-lookup", "Let workloads name image streams as images"),
  SCALE("scale", "Set how many replicas a workload wants"),
  ROLLOUT_RESTART("rollout restart", "Let a workload start anew"),
  ROLLOUT_PAUSE("rollout pause", "Stop rolling changes of a workload out"),
  ROLLOUT_RESUME("rollout resume", "Roll changes of a workload out again"),
  ROLLOUT_LATEST("rollout latest", "Start a rollout of a deployment config"),
  ROLLOUT_STATUS("rollout status", "Tell how far the pods of a workload are"),
  ROLLOUT_HISTORY(
      "rollout history",
      "Not here: Weir runs no pods",
      "rollout undo,rollout cancel,rollout retry"),
  REGISTRY_INFO("registry info", "Show the name of the integrated registry"),
  REGISTRY_LOGIN("registry login", "Write the session's token to a file for registry clients"),
  IMAGE_APPEND("image append", "Add layers to an image and push it"),
  API_VERSIONS("api-versions", "Show the API groups that the server has"),
  API_RESOURCES("api-resources", "Show the kinds that the server has"),
  LOGIN("login", "Log in to a server"),
  LOGOUT("logout", "End the session"),
  NEW_PROJECT("new-project", "Create a project and switch to it"),
  PROJECT("project", "Show or change the current project"),
  PROJECTS("projects", "Show your projects"),
  STATUS("status", "Show what the current project deploys"),
  WHOAMI("whoami", "Show who the server takes you for"),
  CREATE_TLS_SECRET("create secret tls", "Create a secret with a certificate and its key"),
  CREATE_CONFIG_MAP("create configmap", "Create a config map from files and texts", "create cm"),
  CREATE_SERVICE_ACCOUNT("create serviceaccount", "Create a service account", "create sa"),
  CREATE_TOKEN(
      "create token",
      "Print a token of a service account",
      "sa new-token,serviceaccounts new-token"),
  CREATE_ROLE("create role", "Create a role of the namespace"),
  CREATE_CLUSTER_ROLE("create clusterrole", "Create a role for all namespaces"),
  CREATE_ROLE_BINDING("create rolebinding", "Give a role in the namespace"),
  CREATE_CLUSTER_ROLE_BINDING("create clusterrolebinding", "Give a role in all namespaces"),
  CREATE_QUOTA("create quota", "Limit what a namespace may hold", "create resourcequota"),
  SECRETS_LINK("secrets link", "Let a service account use secrets", "secret link"),
  SECRETS_UNLINK("secrets unlink", "Take secrets away from a service account", "secret unlink"),
  SA_GET_TOKEN(
      "sa get-token", "Print the lasting token of a service account", "serviceaccounts get-token"),
  AUTH_WHOAMI("auth whoami", "Show what the server knows of you"),
  AUTH_CAN_I("auth can-i", "Ask what you may do", "policy can-i"),
  POLICY_WHO_CAN("policy who-can", "Show who may do something", "adm policy who-can"),
  POLICY_ADD_ROLE_TO_USER(
      "policy add-role-to-user", "Give a role to users", "adm policy add-role-to-user"),
  POLICY_ADD_ROLE_TO_GROUP(
      "policy add-role-to-group", "Give a role to groups", "adm policy add-role-to-group"),
  POLICY_REMOVE_ROLE_FROM_USER(
      "policy remove-role-from-user", "Take a role from users", "adm policy remove-role-from-user"),
  POLICY_REMOVE_ROLE_FROM_GROUP(
      "policy remove-role-from-group",
      "Take a role from groups",
      "adm policy remove-role-from-group"),
  ADM_POLICY_ADD_CLUSTER_ROLE_TO_USER(
      "adm policy add-cluster-role-to-user", "Give a role in all namespaces to users"),
  ADM_POLICY_ADD_CLUSTER_ROLE_TO_GROUP(
      "adm policy add-cluster-role-to-group", "Give a role in all namespaces to groups"),
  ADM_POLICY_REMOVE_CLUSTER_ROLE_FROM_USER(
      "adm policy remove-cluster-role-from-user", "Take a role in all namespaces from users"),
  ADM_POLICY_REMOVE_CLUSTER_ROLE_FROM_GROUP(
      "adm policy remove-cluster-role-from-group", "Take a role in all namespaces from groups"),
  VERSION("version", "Show the versions of this program and of the server");

  private final String path;
  private final String summary;
  private final String aliases;

  Verb(String path, String summary) {
    this(path, summary, "");
  }

  /**
   * A verb with other names.
   *
   * @param aliases whole paths, with commas between
   */
  Verb(String path, String summary, String aliases) {
    this.path = path;
    this.summary = summary;
    this.aliases = aliases;
  }

  /** The words that choose it, such as {@code create secret generic}. */
  String path() {
    return path;
  }

  String summary() {
    return summary;
  }

  boolean isCalled(String words) {
    return path.equals(words)
        || (!words.isEmpty() && Arrays.asList(aliases.split(",")).contains(words));
  }

  /** True if the words are the beginning of a longer name, such as {@code create secret}. */
  boolean isUnder(String words) {
    return path.startsWith(words + " ")
        || Arrays.stream(aliases.split(",")).anyMatch(alias -> alias.startsWith(words + " "));
  }

  static List<Verb> under(String words) {
    return Arrays.stream(values()).filter(verb -> verb.isUnder(words)).toList();
  }
}
