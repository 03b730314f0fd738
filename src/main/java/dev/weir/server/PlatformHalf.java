package dev.weir.server;

import dev.weir.access.Attributes;
import dev.weir.access.RbacAuthorizer;
import dev.weir.access.User;
import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.WorkQueue;
import dev.weir.lookup.RegistryHosts;
import dev.weir.lookup.StoredImages;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.platform.account.AccountKinds;
import dev.weir.platform.apps.AppsKinds;
import dev.weir.platform.core.CoreKinds;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.core.StoredSecrets;
import dev.weir.platform.openshift.OpenShiftKinds;
import dev.weir.platform.openshift.authorization.AuthorizationKinds;
import dev.weir.platform.openshift.build.BuildKinds;
import dev.weir.platform.openshift.build.BuildLoop;
import dev.weir.platform.openshift.build.StreamImages;
import dev.weir.platform.openshift.config.StrategyRights;
import dev.weir.platform.project.ProjectKinds;
import dev.weir.platform.rbac.DefaultPolicy;
import dev.weir.platform.rbac.RbacKinds;
import dev.weir.platform.rbac.review.ReviewKinds;
import dev.weir.platform.user.UserKinds;
import dev.weir.pullthrough.mirror.MirrorLimit;
import dev.weir.resource.Kinds;
import dev.weir.server.workloads.Workloads;
import dev.weir.trigger.KeptJobs;
import dev.weir.trigger.TriggerGuard;
import dev.weir.window.WindowRules;
import java.util.List;
import java.util.stream.Stream;

/**
 * The platform's half of a server: what a cluster would have, where there is none. Namespaces,
 * secrets, workloads, accounts, rights, logins.
 *
 * @param core the core group's kinds, which others are built upon
 * @param kinds all kinds of this half
 * @param triggers asks what a workload's trigger costs
 * @param images what builds are made of
 */
record PlatformHalf(
    StoreContext objects,
    NamespaceRest namespaces,
    CoreKinds.Made core,
    List<Rest> kinds,
    TriggerGuard triggers,
    StreamImages images) {
  private static final Attributes EVERY_BUILD =
      new Attributes("update", Kinds.BUILD.group(), Kinds.BUILD.plural(), "status", "", "", "");

  /** Kinds whose workloads may name the streams. */
  static PlatformHalf around(StreamsHalf streams, Stores stores, Admittance access, Ground ground) {
    StoreContext objects = streams.streams().context();
    RbacAuthorizer rights = access.authorizer();
    KeptJobs anew = KeptJobs.here(stores.store());
    TriggerGuard triggers =
        new TriggerGuard(
            stores.store(),
            rights,
            access.logins().people()::today,
            anew,
            Workloads.withTriggers());
    RegistryHosts hosts = new RegistryHosts(ground.registryHost(), streams.ownHosts()::contains);
    StoreContext workloads =
        objects.with(
            Workloads.lookup(streams.streams().store(), hosts),
            triggers,
            Workloads.remarks(ground.config(), streams.streams().store(), anew));
    StreamImages images = new StoredImages(streams.streams().store(), hosts);
    NamespaceRest namespaces =
        new NamespaceRest(
            objects.with(new WindowRules(streams.ownHosts()::contains), new MirrorLimit()));
    CoreKinds.Made core = CoreKinds.resources(workloads, namespaces, stores.secrets());
    List<Rest> policy = RbacKinds.resources(objects, rights, rights);
    List<Rest> kinds =
        Stream.of(
                core.all(),
                AccountKinds.resources(
                    objects,
                    access.accountTokens(),
                    access.everybody(),
                    new AccountKinds.Bindable(core.secrets(), core.pods())),
                AppsKinds.resources(workloads),
                OpenShiftKinds.resources(
                    workloads.with(new StrategyRights(rights)),
                    new BuildKinds.Inputs(
                        images,
                        triggers,
                        user -> rights.allows(user, EVERY_BUILD),
                        new StoredSecrets(stores.store(), stores.secrets())::find)),
                ProjectKinds.resources(objects, namespaces, rights, rights),
                UserKinds.resources(objects),
                access.logins().kinds(objects, ground.apiUrl()),
                policy,
                ReviewKinds.resources(rights, rights),
                AuthorizationKinds.resources(policy))
            .flatMap(List::stream)
            .toList();
    return new PlatformHalf(objects, namespaces, core, kinds, triggers, images);
  }

  /** Says whose turn it is among builds. */
  BuildLoop builds(Resources loops, EventRecorder events, WorkQueue queue) {
    return new BuildLoop(loops, objects, images, events, queue);
  }

  /** Makes what every installation has: the standing namespaces and the default roles. */
  void seed() {
    NamespaceRest.STANDING.forEach(
        name -> namespaces.ensure(new Scope(User.system("server"), name), name));
    new DefaultPolicy(objects).ensure();
  }
}
