{{- define "weir.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Names of what is in no namespace. */}}
{{- define "weir.clusterName" -}}
{{ .Release.Namespace }}-{{ include "weir.fullname" . }}
{{- end -}}

{{- define "weir.selectorLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "weir.labels" -}}
{{ include "weir.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "weir.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{/* By which pods of the cluster reach it, and its own certificate is made out. */}}
{{- define "weir.serviceHost" -}}
{{ include "weir.fullname" . }}.{{ .Release.Namespace }}.svc
{{- end -}}

{{/* A name that its own certificate is made out for. */}}
{{- define "weir.certificateHost" -}}
{{- if .Values.registryHost -}}
{{- regexReplaceAll ":[0-9]+$" .Values.registryHost "" -}}
{{- else if .Values.registryUrl -}}
{{- regexReplaceAll "(^[a-z]+://|:[0-9]+/?$|/$)" .Values.registryUrl "" -}}
{{- else -}}
{{- include "weir.serviceHost" . -}}
{{- end -}}
{{- end -}}

{{/* The config file. */}}
{{- define "weir.settings" -}}
{{- $all := dict "api" "0.0.0.0:8443" "registry" "0.0.0.0:5000" -}}
{{- if .Values.registryHost -}}
{{- $_ := set $all "registry-host" .Values.registryHost -}}
{{- else if not .Values.registryUrl -}}
{{- $_ := set $all "registry-host" (printf "%s:%v" (include "weir.serviceHost" .) .Values.service.registryPort) -}}
{{- end -}}
{{- if .Values.registryUrl -}}{{- $_ := set $all "registry-url" .Values.registryUrl -}}{{- end -}}
{{- if .Values.apiUrl -}}{{- $_ := set $all "api-url" .Values.apiUrl -}}{{- end -}}
{{- if .Values.trustedProxies -}}{{- $_ := set $all "trusted-proxies" .Values.trustedProxies -}}{{- end -}}
{{- if .Values.tls.secretName -}}
{{- $_ := set $all "tls-cert" "/etc/weir/tls/tls.crt" -}}
{{- $_ := set $all "tls-key" "/etc/weir/tls/tls.key" -}}
{{- end -}}
{{- if .Values.htpasswd.secretName -}}{{- $_ := set $all "htpasswd" "/etc/weir/htpasswd/users.htpasswd" -}}{{- end -}}
{{- if .Values.upstreamCa.configMapName -}}{{- $_ := set $all "upstream-ca" "/etc/weir/upstream/ca.crt" -}}{{- end -}}
{{- if .Values.workloads.enabled -}}
{{- $_ := set $all "workloads" "in-cluster" -}}
{{- if .Values.workloads.sources -}}{{- $_ := set $all "workload-sources" .Values.workloads.sources -}}{{- end -}}
{{- end -}}
{{/* YAML of Helm takes on and off for booleans. */}}
{{- range $key, $value := .Values.settings -}}
{{- $_ := set $all $key (kindIs "bool" $value | ternary (eq (toString $value) "true" | ternary "on" "off") $value) -}}
{{- end -}}
{{- toYaml $all -}}
{{- end -}}
