package dev.weir.cli;

import dev.weir.cli.access.AuthWhoami;
import dev.weir.cli.access.CanI;
import dev.weir.cli.access.RoleChange;
import dev.weir.cli.access.WhoCan;
import dev.weir.cli.call.Command;
import dev.weir.cli.create.CreateConfigMap;
import dev.weir.cli.create.CreateDeployment;
import dev.weir.cli.create.CreateLoginSecret;
import dev.weir.cli.create.CreateNamespace;
import dev.weir.cli.create.CreateQuota;
import dev.weir.cli.create.CreateRole;
import dev.weir.cli.create.CreateRoleBinding;
import dev.weir.cli.create.CreateSecret;
import dev.weir.cli.create.CreateServiceAccount;
import dev.weir.cli.create.CreateStream;
import dev.weir.cli.create.CreateStreamTag;
import dev.weir.cli.create.CreateTlsSecret;
import dev.weir.cli.create.CreateToken;
import dev.weir.cli.image.Append;
import dev.weir.cli.image.ImportImage;
import dev.weir.cli.image.SetTriggers;
import dev.weir.cli.image.Status;
import dev.weir.cli.image.Tag;
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
import dev.weir.cli.project.NewProject;
import dev.weir.cli.project.Project;
import dev.weir.cli.project.Projects;
import dev.weir.cli.project.Version;
import dev.weir.cli.project.Whoami;
import dev.weir.cli.registry.RegistryInfo;
import dev.weir.cli.registry.RegistryLogin;
import dev.weir.cli.secret.AccountToken;
import dev.weir.cli.secret.LinkSecrets;
import dev.weir.cli.secret.UnlinkSecrets;
import dev.weir.cli.session.Login;
import dev.weir.cli.session.Logout;
import dev.weir.cli.workload.ImageLookup;
import dev.weir.cli.workload.Rollout;
import dev.weir.cli.workload.RolloutElsewhere;
import dev.weir.cli.workload.RolloutLatest;
import dev.weir.cli.workload.RolloutStatus;
import dev.weir.cli.workload.Scale;
import dev.weir.cli.workload.SetImage;

/** Which class does the work of which verb. */
final class Commands {
  private Commands() {}

  /** Makes the command of a verb; only its classes are loaded. */
  static Command of(Verb verb) {
    return switch (verb) {
      case GET -> new Get();
      case DESCRIBE -> new Describe();
      case TAG -> new Tag();
      case IMPORT_IMAGE -> new ImportImage();
      case CREATE -> new Create();
      case CREATE_NAMESPACE -> new CreateNamespace();
      case CREATE_STREAM -> new CreateStream();
      case CREATE_STREAM_TAG -> new CreateStreamTag();
      case CREATE_DEPLOYMENT -> new CreateDeployment();
      case CREATE_LOGIN_SECRET -> new CreateLoginSecret();
      case CREATE_SECRET -> new CreateSecret();
      case SET_TRIGGERS -> new SetTriggers();
      case SET_IMAGE -> new SetImage();
      case SET_IMAGE_LOOKUP -> new ImageLookup();
      case SCALE -> new Scale();
      case ROLLOUT_RESTART -> Rollout.restart();
      case ROLLOUT_PAUSE -> Rollout.pause();
      case ROLLOUT_RESUME -> Rollout.resume();
      case ROLLOUT_LATEST -> new RolloutLatest();
      case ROLLOUT_STATUS -> new RolloutStatus();
      case ROLLOUT_HISTORY -> new RolloutElsewhere();
      case REGISTRY_INFO -> new RegistryInfo();
      case REGISTRY_LOGIN -> new RegistryLogin();
      case SA_GET_TOKEN -> new AccountToken();
      case AUTH_WHOAMI -> new AuthWhoami();
      case IMAGE_APPEND -> new Append();
      case API_RESOURCES -> new ApiResources();
      case APPLY -> new Apply();
      case DIFF -> new Diff();
      case EDIT -> new Edit();
      case WAIT -> new Wait();
      case EXPLAIN -> new Explain();
      case API_VERSIONS -> new ApiVersions();
      case REPLACE -> new Replace();
      case PATCH -> new Patch();
      case LABEL -> Mark.label();
      case ANNOTATE -> Mark.annotate();
      case DELETE -> new Delete();
      case NEW_PROJECT -> new NewProject();
      case PROJECT -> new Project();
      case PROJECTS -> new Projects();
      case STATUS -> new Status();
      case WHOAMI -> new Whoami();
      case CREATE_TLS_SECRET -> new CreateTlsSecret();
      case CREATE_CONFIG_MAP -> new CreateConfigMap();
      case CREATE_SERVICE_ACCOUNT -> new CreateServiceAccount();
      case CREATE_TOKEN -> new CreateToken();
      case CREATE_ROLE -> CreateRole.role();
      case CREATE_CLUSTER_ROLE -> CreateRole.clusterRole();
      case CREATE_ROLE_BINDING -> CreateRoleBinding.roleBinding();
      case CREATE_CLUSTER_ROLE_BINDING -> CreateRoleBinding.clusterRoleBinding();
      case CREATE_QUOTA -> new CreateQuota();
      case SECRETS_LINK -> new LinkSecrets();
      case SECRETS_UNLINK -> new UnlinkSecrets();
      case LOGIN -> new Login();
      case LOGOUT -> new Logout();
      case AUTH_CAN_I -> new CanI();
      case POLICY_WHO_CAN -> new WhoCan();
      case POLICY_ADD_ROLE_TO_USER,
          POLICY_ADD_ROLE_TO_GROUP,
          POLICY_REMOVE_ROLE_FROM_USER,
          POLICY_REMOVE_ROLE_FROM_GROUP,
          ADM_POLICY_ADD_CLUSTER_ROLE_TO_USER,
          ADM_POLICY_ADD_CLUSTER_ROLE_TO_GROUP,
          ADM_POLICY_REMOVE_CLUSTER_ROLE_FROM_USER,
          ADM_POLICY_REMOVE_CLUSTER_ROLE_FROM_GROUP ->
          RoleChange.of(verb.path());
      case VERSION -> new Version();
    };
  }
}
