# What is installed, where an administrator of a Debian machine expects it: `cmake --install build`, or as a package,
# `cpack --config build/CPackConfig.cmake` (docs/operations.md).
if(CMAKE_INSTALL_PREFIX_INITIALIZED_TO_DEFAULT)
  set(CMAKE_INSTALL_PREFIX /usr CACHE PATH "" FORCE)
endif()
include(GNUInstallDirs)
# cpack takes what has been built
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
set(DEPLOY ${CMAKE_CURRENT_LIST_DIR})

# Policy wants manual and changelog compressed, without the time of the compression.
function(install_compressed file name destination)
  execute_process(COMMAND gzip -9nc ${file} OUTPUT_FILE ${CMAKE_BINARY_DIR}/${name}.gz COMMAND_ERROR_IS_FATAL ANY)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  install(FILES ${CMAKE_BINARY_DIR}/${name}.gz DESTINATION ${destination})
endfunction()

install(TARGETS chatterd RUNTIME)
install_compressed(${DEPLOY}/chatterd.8 chatterd.8 ${CMAKE_INSTALL_MANDIR}/man8)
file(WRITE ${CMAKE_BINARY_DIR}/changelog.debian "${PROJECT_NAME} (${PROJECT_VERSION}) unstable; urgency=medium

  * CHANGELOG.md.gz says what is new.

 -- chatterd maintainers <chatterd@packages.invalid>  Mon, 30 Nov 2026 00:00:00 +0000
")
install_compressed(${CMAKE_BINARY_DIR}/changelog.debian changelog ${CMAKE_INSTALL_DOCDIR})
install_compressed(${CMAKE_SOURCE_DIR}/CHANGELOG.md CHANGELOG.md ${CMAKE_INSTALL_DOCDIR})
install(FILES ${DEPLOY}/chatterd.service ${DEPLOY}/chatterd.socket DESTINATION lib/systemd/system)
install(FILES ${DEPLOY}/chatterd.sysusers DESTINATION lib/sysusers.d RENAME chatterd.conf)
install(FILES ${DEPLOY}/chatterd.tmpfiles DESTINATION lib/tmpfiles.d RENAME chatterd.conf)
install(FILES ${DEPLOY}/chatterd.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME chatterd)
# it may hold a password; chatterd.tmpfiles gives it to the service's group
install(FILES ${DEPLOY}/chatterd.conf DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/chatterd
        PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ)
install(FILES ${DEPLOY}/nginx-proxy.conf DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/nginx/chatterd RENAME proxy.conf)
install(FILES ${DEPLOY}/nginx-proxy_headers.conf DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/nginx/chatterd
        RENAME proxy_headers.conf)
install(FILES ${DEPLOY}/nginx-longpolling.conf ${DEPLOY}/nginx-discuss.conf ${DEPLOY}/nginx-engines.conf
        ${DEPLOY}/debian/copyright TYPE DOC)
install(FILES ${CMAKE_SOURCE_DIR}/README.md TYPE DOC)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs/ TYPE DOC FILES_MATCHING PATTERN "*.md" PATTERN "*.png" PATTERN deploy EXCLUDE)
install(DIRECTORY ${DEPLOY}/monitoring ${DEPLOY}/container TYPE DOC)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/odoo_addon/ DESTINATION ${CMAKE_INSTALL_DATADIR}/chatterd/odoo_addon
        PATTERN "__pycache__" EXCLUDE)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME chatterd)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "chatterd maintainers <chatterd@packages.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles, media-types")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "postgresql, nginx-light | nginx")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${DEPLOY}/debian/postinst ${DEPLOY}/debian/prerm ${DEPLOY}/debian/postrm
    ${DEPLOY}/debian/conffiles)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "engine for Odoo 13's Discuss and chatter
Channels, direct messages, the inbox, moderation and the chatter of documents,
with the addresses, methods and database of Odoo 13: beside an Odoo, whose web
client it serves, or on its own, with a page for people.")
include(CPack)
