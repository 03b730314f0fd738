package dev.weir.resource.schema;

import java.util.Map;

/** The kinds of {@code route.openshift.io/v1}. */
public final class RouteSchemas {
  private static final String PACKAGE = "com.github.openshift.api.route.v1.";

  private RouteSchemas() {}

  /** By kind. */
  public static Map<String, Schema.Fields> kinds() {
    return Map.of(
        "Route",
        Shape.kind(PACKAGE + "Route", "A host name from outside that leads to a service.")
            .with("spec", spec(), "Which host leads where.")
            .with("status", status(), "Who serves it.")
            .done());
  }

  private static Schema spec() {
    Schema target =
        Shape.of(PACKAGE + "RouteTargetReference", "Where requests go.")
            .with("kind", Schema.STRING, "Service.")
            .with("name", Schema.STRING, "Name of the service.")
            .with("weight", Schema.INT32, "Share of the requests, from 0 to 256.")
            .done();
    Schema port =
        Shape.of(PACKAGE + "RoutePort", "Which port of the pods.")
            .with("targetPort", Schema.INT_OR_STRING, "Number or name.")
            .done();
    return Shape.of(PACKAGE + "RouteSpec", "Which host leads where.")
        .with("host", Schema.STRING, "Host that is asked for.")
        .with("subdomain", Schema.STRING, "Host below the router's own domain.")
        .with("path", Schema.STRING, "Beginning of the paths that go this way.")
        .with("to", target, "Where requests go.")
        .list("alternateBackends", target, "Where some requests go instead.")
        .with("port", port, "Which port of the pods.")
        .with("tls", tls(), "How the route is encrypted.")
        .with("wildcardPolicy", Schema.STRING, "None or Subdomain.")
        .with("httpHeaders", Schema.ANYTHING, "Headers to set and to remove.")
        .done();
  }

  private static Schema tls() {
    return Shape.of(PACKAGE + "TLSConfig", "How a route is encrypted.")
        .with("termination", Schema.STRING, "edge, passthrough or reencrypt.")
        .with("certificate", Schema.STRING, "Certificate of the route.")
        .with("key", Schema.STRING, "Private key of the certificate.")
        .with("caCertificate", Schema.STRING, "Authorities between it and a known one.")
        .with("destinationCACertificate", Schema.STRING, "Authority of the pods' certificates.")
        .with("insecureEdgeTerminationPolicy", Schema.STRING, "Allow, Redirect or None.")
        .with("externalCertificate", Schema.ANYTHING, "Secret with the certificate.")
        .done();
  }

  private static Schema status() {
    Schema condition =
        Shape.of(PACKAGE + "RouteIngressCondition", "An observation of a router.")
            .with("type", Schema.STRING, "Admitted.")
            .with("status", Schema.STRING, "True, False or Unknown.")
            .with("reason", Schema.STRING, "For programs.")
            .with("message", Schema.STRING, "For people.")
            .with("lastTransitionTime", Schema.TIME, "When the status changed.")
            .done();
    Schema ingress =
        Shape.of(PACKAGE + "RouteIngress", "What a router made of the route.")
            .with("host", Schema.STRING, "Host that it serves.")
            .with("routerName", Schema.STRING, "Name of the router.")
            .list("conditions", condition, "type", "Observations of the router.")
            .with("wildcardPolicy", Schema.STRING, "None or Subdomain.")
            .with("routerCanonicalHostname", Schema.STRING, "Host of the router itself.")
            .done();
    return Shape.of(PACKAGE + "RouteStatus", "Who serves a route.")
        .list("ingress", ingress, "What each router made of it.")
        .done();
  }
}
