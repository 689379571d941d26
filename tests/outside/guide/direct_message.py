distinct_id = "__uniq_user_id__" # Unique identifier of user in your application
# Instantiate User profile
user = supr_client.user.get_instance(distinct_id=distinct_id)
# using slack email
user.add_slack(
{
"email": "[email protected]",
"access_token": "xoxb-xxxxx"
})
# using slack user_id
user.add_slack(
{
"user_id": "U/WXXXXXXXX",
"access_token": "xoxb-xxxxx"
})
response = user.save()
print(response)
