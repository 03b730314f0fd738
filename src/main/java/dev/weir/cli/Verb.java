package dev.weir.cli;

import com.google.errorprone.annotations.Immutable;
import dev.weir.cli.access.AuthWhoami;
import dev.weir.cli.access.CanI;
import dev.weir.cli.access.RoleChange;
import dev.weir.cli.access.WhoCan;
import dev.weir.cli.admin.PruneImages;
import dev.weir.cli.admin.ServerStatus;
import dev.weir.cli.backup.Backup;
import dev.weir.cli.build.CancelBuild;
import dev.weir.cli.build.StartBuild;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.CommonFlags;
import dev.weir.cli.completion.Completion;
import dev.weir.cli.completion.VerbWords;
import dev.weir.cli.create.Bindings;
import dev.weir.cli.create.CreateToken;
import dev.weir.cli.create.CreateWebhook;
import dev.weir.cli.create.Deployments;
import dev.weir.cli.create.Roles;
import dev.weir.cli.create.Secrets;
import dev.weir.cli.create.Simple;
import dev.weir.cli.create.StreamTags;
import dev.weir.cli.follow.Follow;
import dev.weir.cli.image.Append;
import dev.weir.cli.image.Hold;
import dev.weir.cli.image.ImportImage;
import dev.weir.cli.image.Release;
import dev.weir.cli.image.Rollback;
import dev.weir.cli.image.Schedule;
import dev.weir.cli.image.SetTriggers;
import dev.weir.cli.image.Status;
import dev.weir.cli.image.Tag;
import dev.weir.cli.image.TagHistory;
import dev.weir.cli.image.age.TagExplain;
import dev.weir.cli.image.age.TagTake;
import dev.weir.cli.image.copy.ImageInfo;
import dev.weir.cli.image.copy.MirrorImages;
import dev.weir.cli.image.extract.Extract;
import dev.weir.cli.newapp.NewApp;
import dev.weir.cli.object.ApiResources;
import dev.weir.cli.object.ApiVersions;
import dev.weir.cli.object.Apply;
import dev.weir.cli.object.Create;
import dev.weir.cli.object.Delete;
import dev.weir.cli.object.Describe;
import dev.weir.cli.object.Diff;
import dev.weir.cli.object.Edit;
import dev.weir.cli.object.Explain;
import dev.weir.cli.object.Get;
import dev.weir.cli.object.Mark;
import dev.weir.cli.object.Patch;
import dev.weir.cli.object.Replace;
import dev.weir.cli.object.Wait;
import dev.weir.cli.process.ProcessTemplate;
import dev.weir.cli.project.NewProject;
import dev.weir.cli.project.Project;
import dev.weir.cli.project.Projects;
import dev.weir.cli.project.Version;
import dev.weir.cli.project.Whoami;
import dev.weir.cli.registry.RegistryInfo;
import dev.weir.cli.registry.RegistryLogin;
import dev.weir.cli.secret.AccountKubeconfig;
import dev.weir.cli.secret.AccountToken;
import dev.weir.cli.secret.ExtractData;
import dev.weir.cli.secret.LinkSecrets;
import dev.weir.cli.secret.UnlinkSecrets;
import dev.weir.cli.session.Login;
import dev.weir.cli.session.Logout;
import dev.weir.cli.storage.StorageCheck;
import dev.weir.cli.storage.StorageCollection;
import dev.weir.cli.storage.StorageUsage;
import dev.weir.cli.storage.StorageWhy;
import dev.weir.cli.top.TopImageStreams;
import dev.weir.cli.top.TopImages;
import dev.weir.cli.why.Why;
import dev.weir.cli.workload.ImageLookup;
import dev.weir.cli.workload.Rollout;
import dev.weir.cli.workload.RolloutCancel;
import dev.weir.cli.workload.RolloutHistory;
import dev.weir.cli.workload.RolloutLatest;
import dev.weir.cli.workload.RolloutRetry;
import dev.weir.cli.workload.RolloutStatus;
import dev.weir.cli.workload.RolloutUndo;
import dev.weir.cli.workload.Scale;
import dev.weir.cli.workload.SetImage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be asked for: names, and one line of help for each. */
enum Verb {
  GET("get", "Show objects", Get::new),
  DESCRIBE("describe", "Tell about objects", Describe::new),
  TAG("tag", "Point tags at images; tell who moved one, and what waits", Tag::new),
  TAG_HISTORY("tag history", "Show what a tag was, and who moved it", TagHistory::new),
  TAG_EXPLAIN("tag explain", "Tell why a tag took an image or waits", TagExplain::new),
  TAG_TAKE("tag take", "Let a tag take an image before it is old enough", TagTake::new),
  ROLLBACK("rollback", "Put a tag back to what it was, and hold it there", Rollback::new),
  HOLD("hold", "Keep a tag at the image that it has", Hold::new),
  RELEASE("release", "End the hold of a tag", Release::new),
  IMPORT_IMAGE("import-image", "Import images from other registries now", ImportImage::new),
  SCHEDULE("schedule", "Show what is imported on a schedule, and what is late", Schedule::new),
  NEW_APP("new-app", "Make an application of an image, a stream or source code", NewApp::new),
  CREATE("create", "Create the objects of files", Create::new),
  CREATE_NAMESPACE("create namespace", "Create a namespace", Simple::namespace, "create ns"),
  CREATE_STREAM("create imagestream", "Create an image stream", Simple::stream, "create is"),
  CREATE_STREAM_TAG(
      "create imagestreamtag", "Create a tag of an image stream", StreamTags::tag, "create istag"),
  CREATE_DEPLOYMENT(
      "create deployment", "Create a deployment", Deployments::deployment, "create deploy"),
  CREATE_LOGIN_SECRET(
      "create secret docker-registry", "Create a login to a registry", Secrets::login),
  CREATE_SECRET("create secret generic", "Create a secret from files and texts", Secrets::generic),
  PROCESS("process", "Make objects of a template", ProcessTemplate::new),
  APPLY("apply", "Create objects, or change them to what files say", Apply::new),
  DIFF("diff", "Show what apply would change", Diff::new),
  EDIT("edit", "Change objects in an editor", Edit::new),
  WAIT("wait", "Wait until objects are as a condition says", Wait::new),
  EXPLAIN("explain", "Tell what the fields of a kind are for", Explain::new),
  REPLACE("replace", "Replace objects by those of files", Replace::new),
  PATCH("patch", "Change fields of objects", Patch::new),
  LABEL("label", "Set labels of objects", Mark::label),
  ANNOTATE("annotate", "Set annotations of objects", Mark::annotate),
  DELETE("delete", "Remove objects", Delete::new),
  SET_TRIGGERS("set triggers", "Let workloads follow image stream tags", SetTriggers::new),
  SET_IMAGE("set image", "Change the images of containers", SetImage::new),
  SET_IMAGE_LOOKUP(
      "set image-lookup", "Let workloads name image streams as images", ImageLookup::new),
  FOLLOW("follow", "Run a command at each new image of an object", Follow::new),
  SCALE("scale", "Set how many replicas a workload wants", Scale::new),
  START_BUILD("start-build", "Start a build", StartBuild::new),
  CANCEL_BUILD("cancel-build", "Cancel builds that have not ended", CancelBuild::new),
  ROLLOUT_RESTART("rollout restart", "Let a workload start anew", Rollout::restart),
  ROLLOUT_PAUSE("rollout pause", "Stop rolling changes of a workload out", Rollout::pause),
  ROLLOUT_RESUME("rollout resume", "Roll changes of a workload out again", Rollout::resume),
  ROLLOUT_LATEST("rollout latest", "Start a rollout of a deployment config", RolloutLatest::new),
  ROLLOUT_STATUS("rollout status", "Tell how far the pods of a workload are", RolloutStatus::new),
  ROLLOUT_HISTORY(
      "rollout history", "Show the versions of a deployment config", RolloutHistory::new),
  ROLLOUT_UNDO("rollout undo", "Give a deployment config the template of before", RolloutUndo::new),
  ROLLOUT_RETRY("rollout retry", "Roll out again what failed", RolloutRetry::new),
  ROLLOUT_CANCEL("rollout cancel", "Give a rollout up that is on its way", RolloutCancel::new),
  REGISTRY_INFO("registry info", "Show the name of the integrated registry", RegistryInfo::new),
  REGISTRY_LOGIN(
      "registry login",
      "Write the session's token to a file for registry clients",
      RegistryLogin::new),
  IMAGE_MIRROR("image mirror", "Copy images between registries and directories", MirrorImages::new),
  IMAGE_INFO("image info", "Tell what images of a registry are", ImageInfo::new),
  IMAGE_APPEND("image append", "Add layers to an image and push it", Append::new),
  IMAGE_EXTRACT("image extract", "Write files of an image to disk", Extract::new),
  BACKUP("backup", "Take a backup of a running server", Backup::new),
  STORAGE_CHECK("storage check", "Compare all that is stored with its digests", StorageCheck::new),
  STORAGE_USAGE("storage usage", "Show how much of the disk streams take", StorageUsage::new),
  STORAGE_WHY("storage why", "Tell who holds a blob or an image", StorageWhy::new),
  STORAGE_GC("storage gc", "Show what is to be collected, or collect now", StorageCollection::new),
  API_VERSIONS("api-versions", "Show the API groups that the server has", ApiVersions::new),
  API_RESOURCES("api-resources", "Show the kinds that the server has", ApiResources::new),
  LOGIN("login", "Log in to a server", Login::new),
  LOGOUT("logout", "End the session", Logout::new),
  NEW_PROJECT("new-project", "Create a project and switch to it", NewProject::new),
  PROJECT("project", "Show or change the current project", Project::new),
  PROJECTS("projects", "Show your projects", Projects::new),
  WHY("why", "Tell why something runs the images that it runs", Why::new),
  STATUS("status", "Show what the current project deploys", Status::new),
  WHOAMI("whoami", "Show who the server takes you for", Whoami::new),
  CREATE_TLS_SECRET(
      "create secret tls", "Create a secret with a certificate and its key", Secrets::tls),
  CREATE_CONFIG_MAP(
      "create configmap",
      "Create a config map from files and texts",
      Simple::configMap,
      "create cm"),
  CREATE_SERVICE_ACCOUNT(
      "create serviceaccount", "Create a service account", Simple::serviceAccount, "create sa"),
  CREATE_TOKEN(
      "create token",
      "Print a token of a service account",
      CreateToken::new,
      "sa new-token,serviceaccounts new-token"),
  CREATE_ROLE("create role", "Create a role of the namespace", Roles::role),
  CREATE_CLUSTER_ROLE("create clusterrole", "Create a role for all namespaces", Roles::clusterRole),
  CREATE_ROLE_BINDING("create rolebinding", "Give a role in the namespace", Bindings::roleBinding),
  CREATE_CLUSTER_ROLE_BINDING(
      "create clusterrolebinding", "Give a role in all namespaces", Bindings::clusterRoleBinding),
  CREATE_QUOTA(
      "create quota", "Limit what a namespace may hold", Simple::quota, "create resourcequota"),
  CREATE_WEBHOOK("create webhook", "Let another registry tell of pushes", CreateWebhook::new),
  SECRETS_LINK(
      "secrets link", "Let a service account use secrets", LinkSecrets::new, "secret link"),
  SECRETS_UNLINK(
      "secrets unlink",
      "Take secrets away from a service account",
      UnlinkSecrets::new,
      "secret unlink"),
  EXTRACT("extract", "Write what secrets and config maps hold to files", ExtractData::new),
  SA_GET_TOKEN(
      "sa get-token",
      "Print the lasting token of a service account",
      AccountToken::new,
      "serviceaccounts get-token"),
  SA_CREATE_KUBECONFIG(
      "sa create-kubeconfig",
      "Print a kubeconfig for a service account",
      AccountKubeconfig::new,
      "serviceaccounts create-kubeconfig"),
  AUTH_WHOAMI("auth whoami", "Show what the server knows of you", AuthWhoami::new),
  AUTH_CAN_I("auth can-i", "Ask what you may do", CanI::new, "policy can-i"),
  POLICY_WHO_CAN("policy who-can", "Show who may do something", WhoCan::new, "adm policy who-can"),
  POLICY_ADD_ROLE_TO_USER(
      "policy add-role-to-user",
      "Give a role to users",
      () -> RoleChange.of("policy add-role-to-user"),
      "adm policy add-role-to-user"),
  POLICY_ADD_ROLE_TO_GROUP(
      "policy add-role-to-group",
      "Give a role to groups",
      () -> RoleChange.of("policy add-role-to-group"),
      "adm policy add-role-to-group"),
  POLICY_REMOVE_ROLE_FROM_USER(
      "policy remove-role-from-user",
      "Take a role from users",
      () -> RoleChange.of("policy remove-role-from-user"),
      "adm policy remove-role-from-user"),
  POLICY_REMOVE_ROLE_FROM_GROUP(
      "policy remove-role-from-group",
      "Take a role from groups",
      () -> RoleChange.of("policy remove-role-from-group"),
      "adm policy remove-role-from-group"),
  ADM_POLICY_ADD_CLUSTER_ROLE_TO_USER(
      "adm policy add-cluster-role-to-user",
      "Give a role in all namespaces to users",
      () -> RoleChange.of("adm policy add-cluster-role-to-user")),
  ADM_POLICY_ADD_CLUSTER_ROLE_TO_GROUP(
      "adm policy add-cluster-role-to-group",
      "Give a role in all namespaces to groups",
      () -> RoleChange.of("adm policy add-cluster-role-to-group")),
  ADM_POLICY_REMOVE_CLUSTER_ROLE_FROM_USER(
      "adm policy remove-cluster-role-from-user",
      "Take a role in all namespaces from users",
      () -> RoleChange.of("adm policy remove-cluster-role-from-user")),
  ADM_POLICY_REMOVE_CLUSTER_ROLE_FROM_GROUP(
      "adm policy remove-cluster-role-from-group",
      "Take a role in all namespaces from groups",
      () -> RoleChange.of("adm policy remove-cluster-role-from-group")),
  ADM_PRUNE_IMAGES("adm prune images", "Delete images that are old and unused", PruneImages::new),
  ADM_STATUS("adm status", "Show how the server is, and what to do about it", ServerStatus::new),
  ADM_TOP_IMAGES("adm top images", "Show how large images are, and who has them", TopImages::new),
  ADM_TOP_STREAMS(
      "adm top imagestreams",
      "Show how large the images of streams are",
      TopImageStreams::new,
      "adm top is"),
  COMPLETION("completion", "Print a script that completes words in a shell", Completion::new),
  OPTIONS("options", "Show the flags that all commands take", CommonFlags::new),
  VERSION("version", "Show the versions of this program and of the server", Version::new);

  /** Makes a command; the classes of other verbs are not loaded. */
  @Immutable
  private interface Maker {
    Command make();
  }

  private final String path;
  private final String summary;
  private final Maker command;
  private final String aliases;

  Verb(String path, String summary, Maker command) {
    this(path, summary, command, "");
  }

  /**
   * A verb with other names.
   *
   * @param aliases whole paths, with commas between
   */
  Verb(String path, String summary, Maker command, String aliases) {
    this.path = path;
    this.summary = summary;
    this.command = command;
    this.aliases = aliases;
  }

  /** The words that choose it, such as {@code create secret generic}. */
  String path() {
    return path;
  }

  String summary() {
    return summary;
  }

  /** All that it is called, its path first. */
  List<String> names() {
    return Stream.concat(Stream.of(path), Arrays.stream(aliases.split(",")))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** Its name that begins with these words, such as {@code adm policy who-can}. */
  Optional<String> nameUnder(String words) {
    return names().stream().filter(name -> name.startsWith(words + " ")).findFirst();
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

  /** What shells complete. */
  VerbWords words() {
    return new VerbWords(names(), summary, () -> command().flags());
  }

  /** A new command of this verb. */
  Command command() {
    return command.make();
  }
}
