package dev.weir.clients.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

/** Helm with {@code --ca-file}. */
@Timeout(120)
@DisplayNameGeneration(Deeds.class)
class HelmTest {
  /** Helm in a home. */
  private record Helm(Site site, Home home, Program program) {
    static Helm at(Site site) throws IOException {
      Home home = site.home();
      String logins = home.logins().toString();
      return new Helm(
          site,
          home,
          new Program(
              RealClient.ofGo(home.environment("HELM_REGISTRY_CONFIG", logins), "helm")
                  .in(home.path("."))));
    }

    String[] flags() {
      return site.flags("--plain-http", "--ca-file=" + site.authority());
    }

    String remote(String chart) {
      return "oci://" + site.repository(chart);
    }

    /** Packages a chart and pushes it. */
    String pushed(String chart, String version) throws IOException, InterruptedException {
      home.file(
          chart + "/Chart.yaml",
          "apiVersion: v2\nname: %s\nversion: %s\n".formatted(chart, version));
      home.file(chart + "/values.yaml", "replicas: 3\n");
      home.file(
          chart + "/templates/settings.yaml",
          "kind: ConfigMap\napiVersion: v1\nmetadata: {name: settings}\n"
              + "data: {replicas: '{{ .Values.replicas }}'}\n");
      program.run("package", chart);
      String folder = "oci://" + site.repository("").replaceFirst("/$", "");
      return program.says("push", flags(), chart + "-" + version + ".tgz", folder);
    }
  }

  @Deed
  void logsIn(Site site) throws Exception {
    Helm helm = Helm.at(site);
    helm.home.logout();
    String[] login = {"registry", "login", site.host(), "-u", "owner"};
    assertThat(helm.program.fails(login, helm.flags(), "-p", "wrong")).contains("unauthorized");
    helm.program.reading(site.owner(), login, helm.flags(), "--password-stdin");
    assertThat(helm.pushed("helm-login", "0.1.0")).contains("Pushed: ");
  }

  @Deed
  void pushesAndPullsAChart(Site site) throws Exception {
    Helm helm = Helm.at(site);
    assertThat(helm.pushed("helm", "0.1.0")).contains(site.digest("helm", "0.1.0"));
    Path out = helm.home.path("out");
    helm.program.run(
        "pull", helm.flags(), helm.remote("helm"), "--version=0.1.0", "--untar", "-d", out);
    assertThat(out.resolve("helm/values.yaml")).hasContent("replicas: 3");
  }

  @Deed
  void showsTheNewestChartThatARangeOfVersionsAllows(Site site) throws Exception {
    Helm helm = Helm.at(site);
    for (String version : new String[] {"0.1.0", "0.1.1", "0.2.0"}) {
      helm.pushed("helm-range", version);
    }
    String[] flags = helm.flags();
    assertThat(helm.program.run("show", "chart", flags, helm.remote("helm-range")))
        .contains("version: 0.2.0");
    assertThat(helm.program.run("show", "all", flags, helm.remote("helm-range"), "--version=~0.1"))
        .contains("version: 0.1.1", "replicas: 3");
  }

  @Deed
  void keepsAVersionWithAPlus(Site site) throws Exception {
    Helm helm = Helm.at(site);
    helm.pushed("helm-plus", "0.1.0+build");
    String[] flags = helm.flags();
    assertThat(
            helm.program.run(
                "show", "chart", flags, helm.remote("helm-plus"), "--version=0.1.0+build"))
        .contains("version: 0.1.0+build");
    assertThat(site.digest("helm-plus", "0.1.0_build")).startsWith("sha256:");
  }

  @Deed
  void rendersAChart(Site site) throws Exception {
    Helm helm = Helm.at(site);
    helm.pushed("helm-render", "0.1.0");
    assertThat(
            helm.program.run(
                "template",
                "release",
                helm.flags(),
                helm.remote("helm-render"),
                "--set=replicas=5"))
        .contains("data: {replicas: '5'}");
  }

  @Deed
  void bringsADependency(Site site) throws Exception {
    Helm helm = Helm.at(site);
    helm.pushed("helm-part", "0.1.0");
    helm.home.file(
        "whole/Chart.yaml",
        """
        apiVersion: v2
        name: whole
        version: 1.0.0
        dependencies:
        - {name: helm-part, version: 0.1.x, repository: "%s"}
        """
            .formatted(helm.remote("").replaceFirst("/$", "")));
    helm.program.run("dependency", "update", helm.flags(), "whole");
    assertThat(helm.home.path("whole/charts/helm-part-0.1.0.tgz")).isNotEmptyFile();
  }

  @Deed
  void keepsTheProvenanceOfAChart(Site site) throws Exception {
    Helm helm = Helm.at(site);
    helm.home.file("helm-signed-0.1.0.tgz.prov", "signed by somebody");
    helm.pushed("helm-signed", "0.1.0");
    Path out = Files.createDirectories(helm.home.path("out"));
    helm.program.run(
        "pull", "--prov", helm.flags(), helm.remote("helm-signed"), "--version=0.1.0", "-d", out);
    assertThat(out.resolve("helm-signed-0.1.0.tgz.prov")).hasContent("signed by somebody");
  }
}
