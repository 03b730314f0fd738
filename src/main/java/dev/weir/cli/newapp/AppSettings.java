package dev.weir.cli.newapp;

import java.util.Map;

/**
 * What flags say of all objects.
 *
 * @param labels of everything; those of {@code -l} are also what selects pods
 * @param selecting the labels of {@code -l}
 * @param environment of the containers
 * @param buildEnvironment of builds
 * @param deploymentConfig whether a DeploymentConfig is made, and no Deployment
 * @param test whether that one only tries whether it can be deployed
 * @param contextDirectory of builds; empty for the repository itself
 * @param sourceSecret login to the repository; empty for none
 * @param importMode of tags that are made
 */
record AppSettings(
    Map<String, String> labels,
    Map<String, String> selecting,
    Map<String, String> environment,
    Map<String, String> buildEnvironment,
    boolean deploymentConfig,
    boolean test,
    String contextDirectory,
    String sourceSecret,
    String importMode) {}
