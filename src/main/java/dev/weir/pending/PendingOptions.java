package dev.weir.pending;

import static dev.weir.pending.Fields.at;

import dev.weir.pending.PendingOption.Place;
import dev.weir.resource.Json;
import java.util.List;
import java.util.Set;

/**
 * The table of all that is accepted, kept and does nothing yet: fields, annotations, and the flags
 * of clients that set them. Each row is a warning for whoever writes it; what brings the effect
 * takes the row away.
 *
 * <p>What is a cluster's to do is no row: Weir runs no pods, and what says how they run is kept for
 * those who do. Nor is a row what an object has by default or what clients send by themselves, such
 * as {@code fieldManager}: nobody asked for it.
 */
public final class PendingOptions {
  private static final String TRIGGERS = "image.openshift.io/triggers";
  private static final Set<String> POD_LIMITS = Set.of("Container", "Pod", "PersistentVolumeClaim");

  /** All rows. */
  public static final List<PendingOption> ALL =
      List.of(
          new PendingOption(
              "only workloads such as a Deployment follow tags by this annotation",
              List.of(
                  new Place(
                      "deploymentconfigs.apps.openshift.io",
                      at("metadata.annotations").member(TRIGGERS).present(),
                      """
                      apiVersion: apps.openshift.io/v1
                      kind: DeploymentConfig
                      metadata: {name: example%s}
                      spec:
                        selector: {app: x}
                        template:
                          metadata: {labels: {app: x}}
                          spec: {containers: [{name: c, image: 'quay.io/x/y:1'}]}
                      """,
                      ", annotations: {" + TRIGGERS + ": '[]'}"),
                  new Place(
                      "buildconfigs.build.openshift.io",
                      at("metadata.annotations").member(TRIGGERS).present(),
                      """
                      apiVersion: build.openshift.io/v1
                      kind: BuildConfig
                      metadata: {name: example%s}
                      spec:
                        source: {git: {uri: 'https://git.example/x'}}
                        strategy: {dockerStrategy: {}}
                      """,
                      ", annotations: {" + TRIGGERS + ": '[]'}"))),
          new PendingOption(
              "pods and claims are not held to limit ranges yet, nor given what these say",
              List.of(
                  new Place(
                      "limitranges",
                      at("spec.limits[]")
                          .where(limit -> POD_LIMITS.contains(Json.string(limit, "type"))),
                      """
                      apiVersion: v1
                      kind: LimitRange
                      metadata: {name: example}
                      spec: {limits: [{type: openshift.io/Image, max: {storage: 1Gi}}%s]}
                      """,
                      ", {type: Container, max: {cpu: '2'}}"))),
          new PendingOption(
              "workloads may run the image all the same yet",
              List.of(
                  new Place(
                      "images.image.openshift.io",
                      at("metadata.annotations")
                          .member("images.openshift.io/deny-execution")
                          .where(value -> value.asString("").equals("true")),
                      """
                      apiVersion: image.openshift.io/v1
                      kind: Image
                      metadata: {name: 'sha256:%1$s'%%s}
                      dockerImageReference: 'quay.io/x/y@sha256:%1$s'
                      """
                          .formatted("e".repeat(64)),
                      ", annotations: {images.openshift.io/deny-execution: 'true'}"))),
          new PendingOption(
              "nobody logs in with an identity of another provider than htpasswd yet",
              List.of(
                  new Place(
                      "identities.user.openshift.io",
                      at("providerName").where(name -> !name.asString("").equals("htpasswd")),
                      """
                      apiVersion: user.openshift.io/v1
                      kind: Identity
                      metadata: {name: 'htpasswd%1$s:example'}
                      providerName: 'htpasswd%1$s'
                      providerUserName: example
                      user: {name: example}
                      """,
                      "-of-others"))),
          new PendingOption(
              "groups of a User give no rights; a Group that names the user does",
              List.of(
                  new Place(
                      "users.user.openshift.io",
                      at("groups[]").present(),
                      """
                      apiVersion: user.openshift.io/v1
                      kind: User
                      metadata: {name: example}
                      groups: [%s]
                      """,
                      "developers"))));

  private PendingOptions() {}
}
