// What a database without views shows: the layouts of e-mails and the notes that Odoo makes with
// views of the module mail, in English. They know the same values.
#include "models/modules/mail/template/mail_views.hpp"

namespace chatterd {
namespace {

struct Row {
  const char* xml_id;
  const char* arch;
};

constexpr Row rows[] = {
    {"mail.message_notification_email", R"xml(<div>
<t t-set="rule" t-value="'background-color:rgb(204,204,204);border:medium none;clear:both;display:block;font-size:0px;min-height:1px;line-height:0; margin:4px 0 12px 0;'"/>
<div t-if="has_button_access" itemscope="itemscope" itemtype="http://schema.org/EmailMessage">
    <div itemprop="potentialAction" itemscope="itemscope" itemtype="http://schema.org/ViewAction">
        <link t-foreach="['target', 'url']" t-as="what" t-att-itemprop="what" t-att-href="button_access['url']"/>
        <meta itemprop="name" t-att-content="button_access['title']"/>
    </div>
</div>
<div t-if="has_button_access or actions or not is_discussion" summary="o_mail_notification" style="padding: 0px; width:600px;">
    <table cellspacing="0" cellpadding="0" border="0" style="width: 600px; margin-top: 5px;"><tbody><tr>
    <td valign="center">
        <a t-if="has_button_access" t-att-href="button_access['url']" style="padding: 8px 12px; font-size: 12px; color: #FFFFFF; text-decoration: none !important; font-weight: 400; background-color: #875A7B; border: 0px solid #875A7B; border-radius:3px" t-esc="button_access['title']"/>
        <t t-foreach="actions or []" t-as="action">| <a t-att-href="action['url']" style="color: #875A7B; text-decoration:none !important;" t-esc="action['title']"/></t>
    </td>
    <td valign="center" align="right">
        <img t-attf-src="/logo.png?company={{str(company.id)}}" style="padding: 0px; margin: 0px; height: auto; max-width: 200px; max-height: 36px;" t-att-alt="str(company.name)"/>
    </td>
    </tr><tr>
    <td colspan="2" style="text-align:center;">
        <hr width="100%" t-att-style="rule"/>
        <p t-if="subtype and subtype.internal" style="background-color: #f2dede; padding: 5px; margin-bottom: 16px;">
            <strong>Internal communication</strong>: Replying will post an internal note. Followers won't receive any email notification.
        </p>
    </td>
    </tr></tbody></table>
</div>
<div t-raw="message.body"/>
<ul t-if="tracking_values">
    <li t-foreach="tracking_values" t-as="change"><t t-esc="change[0]"/>: <t t-esc="change[1]"/> -&gt; <t t-esc="change[2]"/></li>
</ul>
<div t-if="signature" style="font-size: 13px;" t-raw="signature"/>
<p style="color: #555555; margin-top:32px;">
    Sent
    <span t-if="company.name">by
    <a t-if="website_url" t-att-href="website_url" style="text-decoration:none; color: #875A7B;"><span t-esc="company.name"/></a>
    <span t-else="" t-esc="company.name"/></span>
    using <a target="_blank" href="https://www.odoo.com?utm_source=db&amp;utm_medium=email" style="text-decoration:none; color: #875A7B;">Odoo</a>.
</p>
</div>)xml"},
    {"mail.mail_notification_light", R"xml(<t>
<t t-set="rule" t-value="'background-color:rgb(204,204,204);border:medium none;clear:both;display:block;font-size:0px;min-height:1px;line-height:0; '"/>
<t t-set="white" t-value="'background-color: white; color: #454748; border-collapse:separate;'"/>
<table border="0" cellpadding="0" cellspacing="0" style="padding-top: 16px; background-color: #F1F1F1; font-family:Verdana, Arial,sans-serif; color: #454748; width: 100%; border-collapse:separate;"><tr><td align="center">
<table border="0" cellpadding="0" cellspacing="0" width="590" t-attf-style="padding: 24px; {{white}}"><tbody>
    <tr><td align="center" style="min-width: 590px;">
        <table border="0" cellpadding="0" cellspacing="0" width="100%" style="background-color: white; padding: 0; border-collapse:separate;">
            <tr><td valign="middle">
                <span style="font-size: 10px;">Your <t t-esc="model_description or 'document'"/></span><br/>
                <span style="font-size: 20px; font-weight: bold;" t-esc="(message.record_name or '').replace('/', '-')"/>
            </td><td valign="middle" align="right">
                <img t-attf-src="/logo.png?company={{str(company.id)}}" style="padding: 0px; margin: 0px; height: 48px;" t-att-alt="str(company.name)"/>
            </td></tr>
            <tr><td colspan="2" style="text-align:center;"><hr width="100%" t-attf-style="{{rule}}margin:4px 0px 32px 0px;"/></td></tr>
        </table>
    </td></tr>
    <tr><td style="min-width: 590px;"><t t-raw="message.body"/></td></tr>
    <tr><td align="center" style="min-width: 590px; padding: 0 8px 0 8px; font-size:11px;">
        <hr width="100%" t-attf-style="{{rule}}margin: 16px 0px 4px 0px;"/>
        <b t-esc="company.name"/><br/>
        <div style="color: #999999;">
            <t t-esc="company.phone"/>
            <t t-if="company.email"> | <a t-attf-href="mailto:{{company.email}}" style="text-decoration:none; color: #999999;" t-esc="company.email"/></t>
            <t t-if="company.website"> | <a t-att-href="company.website" style="text-decoration:none; color: #999999;" t-esc="company.website"/></t>
        </div>
    </td></tr>
</tbody></table>
</td></tr>
<tr><td align="center" style="min-width: 590px;">
    Powered by <a target="_blank" href="https://www.odoo.com?utm_source=db&amp;utm_medium=email" style="color: #875A7B;">Odoo</a>
</td></tr></table></t>)xml"},
    {"mail.message_user_assigned", R"xml(<t><p style="margin: 0px;">
    <span>Dear <t t-esc="object.user_id.sudo().name"/>,</span><br/>
    <span style="margin-top: 8px;">You have been assigned to the <t t-esc="model_description or 'document'"/> <t t-esc="object.display_name"/>.</span>
</p>
<p style="margin-top: 24px; margin-bottom: 16px;">
    <a t-attf-href="/mail/view?model={{object._name}}&amp;res_id={{object.id}}" style="background-color:#875A7B; padding: 10px; text-decoration: none; color: #fff; border-radius: 5px;">View <t t-esc="model_description or 'document'"/></a>
</p></t>)xml"},
    {"mail.message_activity_assigned",
     R"xml(<div style="margin: 0px; padding: 0px; font-size: 13px;">
    <span t-esc="activity.create_uid.sudo().name"/> assigned you an activity <span t-field="activity.activity_type_id.name"/>
    <t t-if="activity.summary">(<span t-field="activity.summary"/>)</t>
    on <span t-field="activity.res_name"/> to close for <span t-field="activity.date_deadline"/>.<br/>
    <p style="margin: 16px 0px 16px 0px;">
        <a t-attf-href="/mail/view?model={{activity.res_model}}&amp;res_id={{activity.res_id}}" style="background-color:#875A7B; padding: 8px 16px 8px 16px; text-decoration: none; color: #fff; border-radius: 5px;">View <t t-esc="model_description or 'document'"/></a>
    </p>
    <div t-if="activity.note" style="margin-top: 8px;" t-field="activity.note"/>
</div>)xml"},
    {"mail.message_activity_done", R"xml(<div>
    <p>
        <span t-attf-class="fa {{activity.activity_type_id.icon}} fa-fw"/><span t-field="activity.activity_type_id.name"/> done
        <t t-if="display_assignee">(originally assigned to <span t-esc="activity.user_id.sudo().name"/>)</t>
        <t t-if="activity.summary"><span>: </span><span t-field="activity.summary"/></t>
    </p>
    <div t-if="feedback"><t t-foreach="feedback.split('\n')" t-as="line"><t t-esc="line"/><br t-if="not line_last"/></t></div>
    <t t-if="activity.note and activity.note != '&lt;p&gt;&lt;br&gt;&lt;/p&gt;'">
        <div class="o_mail_note_title"><strong>Original note:</strong></div>
        <div t-field="activity.note"/>
    </t>
</div>)xml"},
    {"mail.mail_bounce_catchall", R"xml(<t><div>
    <p>Hello <t t-esc="message['email_from']"/>,</p>
    <p>The email sent to <t t-esc="message['to']"/> cannot be processed. This address
    is used to collect replies and should not be used to directly contact <t t-esc="res_company.name"/>.</p>
    <p>Please contact us instead using <a t-attf-href="mailto:{{res_company.email}}" t-esc="res_company.email"/></p>
    <p>Regards,</p>
    <p>The <t t-esc="res_company.name"/> team.</p>
</div></t>)xml"},
    {"mail.mail_channel_notify_moderation", R"xml(<div>
    <p>Hello <t t-esc="record.name"/></p>
    <p>You have messages to moderate, please go for the proceedings.</p><br/>
    <p><a href="/web#action=mail.action_discuss&amp;active_id=mailbox_moderation">Moderate Messages</a></p>
    <p>Thank you!</p>
</div>)xml"},
    {"mail.mail_channel_send_guidelines", R"xml(<div>
<p>Hello <t t-esc="partner.name"/>,</p>
<p>Please find below the guidelines of the <t t-esc="channel.name"/> channel.</p>
<p><t t-esc="channel.moderation_guidelines_msg"/></p>
</div>)xml"},
};

}  // namespace

std::string_view standalone_view(const std::string& xml_id) {
  for (const Row& row : rows)
    if (xml_id == row.xml_id) return row.arch;
  return {};
}

}  // namespace chatterd
