package dev.weir.platform.openshift;

import static dev.weir.platform.core.KindsFixture.at;
import static dev.weir.platform.core.KindsFixture.problems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.platform.core.KindsFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class RouteAndTemplateTest {
  private final KindsFixture kinds = new KindsFixture();

  @AfterEach
  void close() {
    kinds.close();
  }

  private ObjectNode route(String spec) {
    return kinds.create("routes", "metadata: {name: web}\nspec: " + spec);
  }

  private ObjectNode template(String more) {
    return kinds.create("templates", "metadata: {name: t}\n" + more);
  }

  @Test
  void aRouteLeadsToAServiceWithItsFullWeight() {
    ObjectNode made = route("{host: a.example, to: {name: web}}");

    assertThat(at(made, "/spec/to"))
        .isEqualTo("{\"name\":\"web\",\"kind\":\"Service\",\"weight\":100}");
    assertThat(kinds.row("routes", "web")).isEqualTo("web | a.example |  | web | <all> |  | None");
  }

  @Test
  void severalBackendsAreShownWithTheirShares() {
    route(
        "{to: {name: web}, alternateBackends: [{name: b, weight: 25}], path: /x, port:"
            + " {targetPort: http}, tls: {insecureEdgeTerminationPolicy: Redirect}}");

    assertThat(kinds.row("routes", "web"))
        .isEqualTo("web |  | /x | web(80%),b(20%) | http | edge/Redirect | None");
  }

  @Test
  void routesAreChecked() {
    assertThat(
            problems(
                () ->
                    route(
                        "{host: -a, path: x, to: {kind: Pod, weight: 300}, wildcardPolicy: All,"
                            + " tls: {termination: none}}")))
        .satisfiesExactly(
            host -> assertThat(host).startsWith("spec.host: Invalid value: \"-a\""),
            path ->
                assertThat(path)
                    .isEqualTo("spec.path: Invalid value: \"x\": path must begin with /"),
            kind -> assertThat(kind).startsWith("spec.to.kind: Unsupported value: \"Pod\""),
            name -> assertThat(name).isEqualTo("spec.to.name: Required value"),
            weight -> assertThat(weight).startsWith("spec.to.weight: Invalid value: 300"),
            wild -> assertThat(wild).startsWith("spec.wildcardPolicy: Unsupported value"),
            tls -> assertThat(tls).startsWith("spec.tls.termination: Unsupported value"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[]; 0 (all set)",
        "[{name: A, value: x}, {name: B}]; 2 (1 blank)",
        "[{name: A, value: x}, {name: B, generate: expression}]; 2 (1 generated)",
      })
  void aTemplateShowsHowManyParametersNeedAValue(String parameters, String shown) {
    template("parameters: " + parameters);

    assertThat(kinds.row("templates", "t")).isEqualTo("t |  | " + shown + " | 0");
  }

  @Test
  void onlyTheFirstLineOfADescriptionIsShown() {
    kinds.create(
        "templates",
        "metadata: {name: t, annotations: {description: \"One\\nTwo\"}}\nobjects: [{kind: X}]");

    assertThat(kinds.row("templates", "t")).isEqualTo("t | One... | 0 (all set) | 1");
  }

  @Test
  void parametersHaveNamesOfTheirOwn() {
    assertThat(problems(() -> template("parameters: [{name: A}, {name: A}, {name: a-b}, {}]")))
        .containsExactly(
            "parameters[1].name: Duplicate value: \"A\"",
            "parameters[2].name: Invalid value: \"a-b\": does not match ^[a-zA-Z0-9_]+$",
            "parameters[3].name: Required value");
  }
}
