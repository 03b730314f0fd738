package dev.weir.platform.rbac.review;

import dev.weir.access.Authorizer;
import dev.weir.access.Policy;
import dev.weir.objects.Rest;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.Locale;

/** Kinds of authorization.k8s.io/v1 and authorization.openshift.io/v1. */
public final class ReviewKinds {
  static final String KUBERNETES = "authorization.k8s.io";
  static final String OPENSHIFT = "authorization.openshift.io";

  private ReviewKinds() {}

  private static ResourceKind clusterWide(String group, String kind) {
    String singular = kind.toLowerCase(Locale.ROOT);
    return ResourceKind.clusterWide(group, "v1", singular + "s", singular, kind)
        .withVerbs("create");
  }

  private static ResourceKind namespaced(String group, String kind) {
    String singular = kind.toLowerCase(Locale.ROOT);
    return ResourceKind.namespaced(group, "v1", singular + "s", singular, kind).withVerbs("create");
  }

  /** The resources of these kinds. */
  public static List<Rest> resources(Authorizer authorizer, Policy policy) {
    return List.of(
        new AccessReviewRest(namespaced(KUBERNETES, "LocalSubjectAccessReview"), authorizer, false),
        new AccessReviewRest(clusterWide(KUBERNETES, "SelfSubjectAccessReview"), authorizer, true),
        new RulesReviewRest(clusterWide(KUBERNETES, "SelfSubjectRulesReview"), policy),
        new AccessReviewRest(clusterWide(KUBERNETES, "SubjectAccessReview"), authorizer, false),
        new HoldersReviewRest(namespaced(OPENSHIFT, "LocalResourceAccessReview"), policy),
        new OpenShiftAccessReviewRest(
            namespaced(OPENSHIFT, "LocalSubjectAccessReview"), authorizer),
        new HoldersReviewRest(clusterWide(OPENSHIFT, "ResourceAccessReview"), policy),
        new OpenShiftRulesReviewRest(namespaced(OPENSHIFT, "SelfSubjectRulesReview"), policy, true),
        new OpenShiftRulesReviewRest(namespaced(OPENSHIFT, "SubjectRulesReview"), policy, false),
        new OpenShiftAccessReviewRest(clusterWide(OPENSHIFT, "SubjectAccessReview"), authorizer));
  }
}
