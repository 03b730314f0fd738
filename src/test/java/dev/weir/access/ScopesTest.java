package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScopesTest {
  private static final Map<String, List<PolicyRule>> ROLES =
      Map.of(
          "system:image-puller",
          List.of(
              PolicyRule.on(
                  List.of("image.openshift.io"), List.of("imagestreams/layers"), List.of("get"))),
          "admin",
          List.of(PolicyRule.on(List.of("*"), List.of("*"), List.of("*"))));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          user:full                           | delete | | secrets | shop | pull | true
          user:info                           | get    | user.openshift.io | users | | ~ | true
          user:info                           | get    | user.openshift.io | users | | ann | false
          user:info                           | list   | project.openshift.io | projects | | | false
          user:list-projects                  | list   | project.openshift.io | projects | | | true
          user:list-projects                  | watch  | project.openshift.io | projects | | | true
          user:list-projects                  | delete | project.openshift.io | projects | shop | shop | false
          user:check-access                   | create | authorization.k8s.io | selfsubjectaccessreviews | | | true
          user:check-access                   | create | authorization.openshift.io | selfsubjectrulesreviews | shop | | true
          user:check-access                   | create | authorization.k8s.io | subjectaccessreviews | | | false
          role:system:image-puller:shop       | get    | image.openshift.io | imagestreams/layers | shop | web | true
          role:system:image-puller:shop       | get    | image.openshift.io | imagestreams/layers | home | web | false
          role:system:image-puller:shop       | update | image.openshift.io | imagestreams/layers | shop | web | false
          role:system:image-puller:*          | get    | image.openshift.io | imagestreams/layers | home | web | true
          role:admin:shop                     | delete | image.openshift.io | imagestreams | shop | web | true
          role:admin:shop                     | get    | | secrets | shop | pull | false
          role:admin:shop                     | get    | image.openshift.io | imagestreams/secrets | shop | web | false
          role:admin:shop                     | create | rbac.authorization.k8s.io | rolebindings | shop | | false
          role:admin:shop                     | create | | serviceaccounts/token | shop | default | false
          role:admin:shop                     | impersonate | | serviceaccounts | shop | default | false
          role:admin:shop:!                   | get    | | secrets | shop | pull | true
          role:admin:shop:!                   | get    | | secrets | home | pull | false
          role:admin:*:!                      | list   | | namespaces | | | true
          role:admin:shop                     | list   | | namespaces | | | false
          role:admin:                         | list   | | namespaces | | | false
          role:nobody:*                       | get    | | pods | shop | web | false
          role:admin                          | get    | | pods | shop | web | false
          role:                               | get    | | pods | shop | web | false
          anything                            | get    | | pods | shop | web | false
          """)
  void permitsWhatTheScopeNames(
      String scope,
      String verb,
      String group,
      String resource,
      String namespace,
      String name,
      boolean permitted) {
    String[] parts = resource.split("/", 2);
    Attributes wanted =
        new Attributes(
            verb,
            group == null ? "" : group,
            parts[0],
            parts.length > 1 ? parts[1] : "",
            namespace == null ? "" : namespace,
            name == null ? "" : name,
            "");

    assertThat(permit(List.of(scope), wanted)).isEqualTo(permitted);
  }

  @ParameterizedTest
  @CsvSource({
    "get,/apis,true",
    "get,/version,true",
    "get,/openapi/v3,true",
    "get,/metrics,false",
    "post,/apis,false"
  })
  void everyTokenMayFindOutWhatThereIs(String verb, String path, boolean permitted) {
    assertThat(permit(List.of("user:info"), Attributes.nonResource(verb, path)))
        .isEqualTo(permitted);
  }

  @Test
  void oneScopeOfSeveralIsEnough() {
    Attributes projects = Attributes.resource("list", "project.openshift.io", "projects", "", "");

    assertThat(permit(List.of("user:info", "user:list-projects"), projects)).isTrue();
    assertThat(permit(List.of("user:info", "user:check-access"), projects)).isFalse();
  }

  private static boolean permit(List<String> scopes, Attributes wanted) {
    return Scopes.permit(scopes, wanted, name -> ROLES.getOrDefault(name, List.of()));
  }
}
